using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping.Operations;
using Flowker.Engine.Work;
using Flowker.Engine.Workflows;

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
    public static Transformation? FromMappings(
        JsonElement? mappings, out string? error, DefinitionReading reading = DefinitionReading.Second) =>
        Read(mappings, list => FieldMappings.Parse(list, eachNewElement: reading is not DefinitionReading.First), out error);

    /// <summary>From <c>transforms</c> or <c>outputTransforms</c>; null as with <see cref="FromMappings"/>.</summary>
    public static Transformation? FromOperations(JsonElement? operations, out string? error) => Read(operations, ParseAll, out error);

    /// <summary>
    /// Never throws, and is a function of its arguments alone. The numbers of the result keep the text of their source. What
    /// is done for one scope is bounded (64 MiB), and so is the result (8 MiB).
    /// </summary>
    public TransformResult Apply(JsonScope source, NodeMoment moment)
    {
        ArgumentNullException.ThrowIfNull(source);
        try
        {
            var run = new TransformRun(source, moment);
            for (var i = 0; i < _operations.Length; i++)
            {
                run.Operation = i;
                _operations[i].Apply(run);
            }

            return new TransformResult(run.Document.ToElement(), null);
        }
        catch (Exception failure) when (failure is MappingException or WorkExceededException)
        {
            return new TransformResult(default, failure.Message);
        }
        catch (Exception failure) when (failure is InvalidOperationException or JsonException or ArgumentException)
        {
            return new TransformResult(default, "the result would be no valid JSON, or nest too deeply");
        }
    }

    private static Transformation? Read(JsonElement? list, Func<JsonElement, ImmutableArray<Operation>> parse, out string? error)
    {
        error = null;
        if (list is not { ValueKind: JsonValueKind.Array } items || items.GetArrayLength() == 0)
        {
            return null;
        }

        try
        {
            return new Transformation(parse(items));
        }
        catch (MappingException fault)
        {
            error = fault.Message;
            return null;
        }
    }

    private static ImmutableArray<Operation> ParseAll(JsonElement list)
    {
        var operations = ImmutableArray.CreateBuilder<Operation>();
        foreach (var item in list.EnumerateArray().Where(i => i.ValueKind is JsonValueKind.Object))
        {
            try
            {
                operations.Add(Parse(item));
            }
            catch (MappingException fault)
            {
                throw new MappingException($"operation {operations.Count + 1}: {fault.Message}");
            }
        }

        return operations.ToImmutable();
    }

    private static Operation Parse(JsonElement item)
    {
        var name = Spec.Required(item, "operation");
        var require = item.TryGetProperty("require", out var flag) && flag.ValueKind is JsonValueKind.True;
        if (item.TryGetProperty("spec", out var spec) && spec.ValueKind is JsonValueKind.Object && spec.GetPropertyCount() > 0)
        {
            return OperationParser.Parse(name, spec, require);
        }

        return name == "pass"
            ? OperationParser.Parse(name, default, require)
            : throw new MappingException("'spec' must be an object with members");
    }
}

/// <summary>The document that a transformation made, or the reason why it made none.</summary>
public readonly record struct TransformResult(JsonElement Value, string? Error)
{
    public bool Failed => Error is not null;
}
