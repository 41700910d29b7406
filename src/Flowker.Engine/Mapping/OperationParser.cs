using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Mapping;

/// <summary>Reads one operation and its spec. Source: <c>spec/reference-engine.md</c>, 3.6.</summary>
internal static class OperationParser
{
    /// <summary>Null with an error when the operation is unknown or its spec is faulty.</summary>
    public static Operation? TryParse(string name, JsonElement spec, bool require, out string? error)
    {
        error = null;
        return name switch
        {
            "pass" => new PassOperation(),
            "shift" => Shift(spec, require, out error),
            "default" => Default(spec, out error),
            "delete" => Delete(spec, out error),
            "remove_characters" => Remove(spec, out error),
            "add_prefix" => Add(spec, "prefix", (text, prefix) => prefix + text, out error),
            "add_suffix" => Add(spec, "suffix", (text, suffix) => text + suffix, out error),
            "to_uppercase" => OnText(spec, text => text.ToUpperInvariant(), out error),
            "to_lowercase" => OnText(spec, text => text.ToLowerInvariant(), out error),
            "extract" or "concat" or "coalesce" or "timestamp" or "uuid" => Fault($"operation '{name}' is not available in this version", out error),
            _ => Fault($"operation '{name}' is unknown", out error),
        };
    }

    private static ShiftOperation? Shift(JsonElement spec, bool require, out string? error)
    {
        error = null;
        var pairs = ImmutableArray.CreateBuilder<ShiftPair>();
        foreach (var member in spec.EnumerateObject())
        {
            if (!JsonStrings.TryGetName(member, out var name)
                || member.Value.ValueKind is not JsonValueKind.String
                || !JsonStrings.TryGet(member.Value, out var source))
            {
                return Fault<ShiftOperation>("shift: every source must be a path", out error);
            }

            if (Pair(name, source, require, out error) is not { } pair)
            {
                return null;
            }

            pairs.Add(pair);
        }

        return new ShiftOperation(pairs.ToImmutable());
    }

    /// <summary>A target and its source, where <c>$</c> is the whole document.</summary>
    public static ShiftPair? Pair(string target, string source, bool required, out string? error)
    {
        if (MappingPath.TryParse(target, out error) is not { } to)
        {
            return null;
        }

        if (source == "$")
        {
            return new ShiftPair(to, null, required);
        }

        return MappingPath.TryParse(source, out error) is { } from ? new ShiftPair(to, from, required) : null;
    }

    private static DefaultOperation? Default(JsonElement spec, out string? error)
    {
        error = null;
        var values = ImmutableArray.CreateBuilder<(MappingPath, JsonElement)>();
        foreach (var member in spec.EnumerateObject())
        {
            if (!JsonStrings.TryGetName(member, out var name))
            {
                return Fault<DefaultOperation>("default: a target is not valid Unicode", out error);
            }

            if (MappingPath.TryParse(name, out error) is not { } target)
            {
                return null;
            }

            values.Add((target, member.Value));
        }

        return new DefaultOperation(values.ToImmutable());
    }

    private static DeleteOperation? Delete(JsonElement spec, out string? error)
    {
        error = null;
        if (!spec.TryGetProperty("paths", out var paths) || paths.ValueKind is not JsonValueKind.Array)
        {
            return Fault<DeleteOperation>("delete: 'paths' must be an array of paths", out error);
        }

        var parsed = ImmutableArray.CreateBuilder<MappingPath>();
        foreach (var item in paths.EnumerateArray())
        {
            if (item.ValueKind is not JsonValueKind.String || !JsonStrings.TryGet(item, out var text))
            {
                return Fault<DeleteOperation>("delete: 'paths' must be an array of paths", out error);
            }

            if (MappingPath.TryParse(text, out error) is not { } path)
            {
                return null;
            }

            if (path.Segments.Any(s => s.Index is not (PathIndex.None or PathIndex.At)))
            {
                return Fault<DeleteOperation>($"delete: path '{text}' may index elements only by number", out error);
            }

            parsed.Add(path);
        }

        return new DeleteOperation(parsed.ToImmutable());
    }

    private static TextOperation? Remove(JsonElement spec, out string? error)
    {
        if (Text(spec, "characters") is not { Length: > 0 } characters)
        {
            return Fault<TextOperation>("remove_characters: 'characters' is required", out error);
        }

        return OnText(spec, text => string.Concat(text.Where(c => !characters.Contains(c, StringComparison.Ordinal))), out error);
    }

    private static TextOperation? Add(JsonElement spec, string member, Func<string, string, string> join, out string? error) =>
        Text(spec, member) is { Length: > 0 } addition
            ? OnText(spec, text => join(text, addition), out error)
            : Fault<TextOperation>($"add_{member}: '{member}' is required", out error);

    private static TextOperation? OnText(JsonElement spec, Func<string, string> change, out string? error)
    {
        error = null;
        return Text(spec, "path") is { Length: > 0 } path
            ? new TextOperation([.. path.Split('.')], change)
            : Fault<TextOperation>("'path' is required", out error);
    }

    private static string? Text(JsonElement spec, string name) =>
        spec.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && JsonStrings.TryGet(value, out var text)
            ? text
            : null;

    private static Operation? Fault(string message, out string? error) => Fault<Operation>(message, out error);

    private static T? Fault<T>(string message, out string? error)
        where T : Operation
    {
        error = message;
        return null;
    }
}
