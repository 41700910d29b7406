using System.Text.Json;

namespace Flowker.Engine.Mapping.Operations;

/// <summary>Reads one operation and its spec. Source: <c>spec/reference-engine.md</c>, 3.6.</summary>
internal static class OperationParser
{
    /// <exception cref="MappingException">The operation is unknown or its spec is faulty.</exception>
    public static Operation Parse(string name, JsonElement spec, bool require)
    {
        try
        {
            return name switch
            {
                "pass" => new PassOperation(),
                "shift" => ShiftOperation.Parse(spec, require),
                "default" => DefaultOperation.Parse(spec),
                "delete" => DeleteOperation.Parse(spec, require),
                "extract" => ExtractOperation.Parse(spec, require),
                "concat" => ConcatOperation.Parse(spec, require),
                "coalesce" => CoalesceOperation.Parse(spec, require),
                "timestamp" => TimestampOperation.Parse(spec),
                "uuid" => UuidOperation.Parse(spec),
                "remove_characters" => TextOperation.ParseRemove(spec),
                "add_prefix" => TextOperation.ParsePrefix(spec),
                "add_suffix" => TextOperation.ParseSuffix(spec),
                "to_uppercase" => TextOperation.Parse(spec, text => text.ToUpperInvariant()),
                "to_lowercase" => TextOperation.Parse(spec, text => text.ToLowerInvariant()),
                _ => throw new MappingException("there is no such operation"),
            };
        }
        catch (MappingException fault)
        {
            throw new MappingException($"{Shown(name)}: {fault.Message}");
        }
    }

    private static string Shown(string name) => name.Length > 40 ? $"{name[..40]}…" : name;
}
