using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Mapping;

/// <summary>
/// A list of field mappings or of transform operations, parsed once. Immutable and safe to share between threads.
/// Source: <c>spec/decisions.md</c>, "Mappings and transforms"; <c>spec/reference-engine.md</c>, 3.
/// </summary>
public sealed class Transformation
{
    private readonly ImmutableArray<Operation> _operations;

    private Transformation(ImmutableArray<Operation> operations) => _operations = operations;

    /// <summary>
    /// From <c>inputMapping</c> or <c>outputMapping</c>. Null with no error when there is nothing to map (absent, not an
    /// array, empty); null with an error when it is faulty.
    /// </summary>
    public static Transformation? FromMappings(JsonElement? mappings, out string? error)
    {
        error = null;
        if (mappings is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            return null;
        }

        return FieldMappings.TryCompile(list, out error) is { } operations ? new Transformation(operations) : null;
    }

    /// <summary>From <c>transforms</c>; null as with <see cref="FromMappings"/>.</summary>
    public static Transformation? FromOperations(JsonElement? operations, out string? error)
    {
        error = null;
        if (operations is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() == 0)
        {
            return null;
        }

        var parsed = ImmutableArray.CreateBuilder<Operation>();
        foreach (var item in list.EnumerateArray().Where(i => i.ValueKind is JsonValueKind.Object))
        {
            if (Parse(item, out error) is not { } operation)
            {
                error = $"operation {parsed.Count + 1}: {error}";
                return null;
            }

            parsed.Add(operation);
        }

        return new Transformation(parsed.ToImmutable());
    }

    /// <summary>Never throws. The numbers of the result keep the text of their source.</summary>
    public TransformResult Apply(JsonScope source)
    {
        try
        {
            // A shift begins anew, so what it does not name need not be copied.
            var document = _operations is [ShiftOperation, ..] ? new MutableDocument() : MutableDocument.Of(source);
            for (var i = 0; i < _operations.Length; i++)
            {
                if (_operations[i].Apply(ref document, source, first: i == 0) is { } error)
                {
                    return new TransformResult(default, error);
                }
            }

            return new TransformResult(document.ToElement(), null);
        }
        catch (Exception failure) when (failure is InvalidOperationException or JsonException or ArgumentException)
        {
            return new TransformResult(default, "the result would be no valid JSON, or nest too deeply");
        }
    }

    private static Operation? Parse(JsonElement item, out string? error)
    {
        if (!item.TryGetProperty("operation", out var name) || name.ValueKind is not JsonValueKind.String || !JsonStrings.TryGet(name, out var text))
        {
            error = "'operation' is required";
            return null;
        }

        if (!item.TryGetProperty("spec", out var spec) || spec.ValueKind is not JsonValueKind.Object || (!spec.EnumerateObject().Any() && text != "pass"))
        {
            if (text != "pass")
            {
                error = "'spec' must be an object with members";
                return null;
            }

            spec = default;
        }

        var require = item.TryGetProperty("require", out var flag) && flag.ValueKind is JsonValueKind.True;
        return OperationParser.TryParse(text, spec, require, out error);
    }
}

/// <summary>The document that a transformation made, or the reason why it made none.</summary>
public readonly record struct TransformResult(JsonElement Value, string? Error)
{
    public bool Failed => Error is not null;
}
