using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Mapping;

/// <summary>One step of a transformation. Applying one gives the reason why it cannot be applied, or null.</summary>
internal abstract record Operation
{
    public abstract string? Apply(ref MutableDocument document, JsonScope source, bool first);
}

/// <summary>One pair of a shift; a source of null is the whole document (<c>$</c>).</summary>
internal sealed record ShiftPair(MappingPath Target, MappingPath? Source, bool Required);

/// <summary>
/// A new document of just the targets, in the author's order. A missing source that is not required is left out.
/// Source: <c>spec/decisions.md</c>, "Mappings and transforms".
/// </summary>
internal sealed record ShiftOperation(ImmutableArray<ShiftPair> Pairs) : Operation
{
    public override string? Apply(ref MutableDocument document, JsonScope source, bool first)
    {
        var from = first ? source : JsonScope.FromObject(document.ToElement());
        var shifted = new MutableDocument();
        foreach (var (target, path, required) in Pairs)
        {
            string? error = null;
            var value = path is null ? from.ToElement() : PathReader.Read(from, path, out error);
            if (error is null && value is null && required)
            {
                error = $"path '{path!.Text}' is required and does not exist";
            }

            if (error is null && value is { } found)
            {
                error = shifted.Set(target, found);
            }

            if (error is not null)
            {
                return error;
            }
        }

        document = shifted;
        return null;
    }
}

/// <summary>Changes the text at a path; what is no text, or not there, stays as it is.</summary>
internal sealed record TextOperation(ImmutableArray<string> Path, Func<string, string> Change) : Operation
{
    public override string? Apply(ref MutableDocument document, JsonScope source, bool first)
    {
        document.ChangeText(Path, Change);
        return null;
    }
}

/// <summary>Sets literal values, whether or not there is one.</summary>
internal sealed record DefaultOperation(ImmutableArray<(MappingPath Target, JsonElement Value)> Values) : Operation
{
    public override string? Apply(ref MutableDocument document, JsonScope source, bool first)
    {
        foreach (var (target, value) in Values)
        {
            if (document.Set(target, value) is { } error)
            {
                return error;
            }
        }

        return null;
    }
}

/// <summary>Removes members and elements.</summary>
internal sealed record DeleteOperation(ImmutableArray<MappingPath> Paths) : Operation
{
    public override string? Apply(ref MutableDocument document, JsonScope source, bool first)
    {
        foreach (var path in Paths)
        {
            document.Remove(path);
        }

        return null;
    }
}

/// <summary>Leaves everything as it is.</summary>
internal sealed record PassOperation : Operation
{
    public override string? Apply(ref MutableDocument document, JsonScope source, bool first) => null;
}
