using System.Buffers;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Work;

namespace Flowker.Engine.Paths;

/// <summary>
/// Follows a path through JSON without copying it; only <c>[*]</c> makes something new. Throws nothing but
/// <see cref="WorkExceededException"/>.
/// Source: <c>spec/reference-engine.md</c>, 3.4.
/// </summary>
internal static class PathReader
{
    private static readonly JsonElement EmptyList = JsonText.Parse("[]");

    public static PathValue Read(JsonScope scope, FieldPath path) =>
        scope.TryGetValue(path.Root, out var root) && root.ValueKind is not JsonValueKind.Undefined
            ? Read(root, path, 1, scope.Work)
            : Missing(path, default, 0);

    /// <summary>From the step at <paramref name="at"/> on.</summary>
    public static PathValue Read(JsonElement value, FieldPath path, int at, WorkBudget work)
    {
        for (var i = at; i < path.Steps.Length; i++)
        {
            if (path.Steps[i].Kind is StepKind.All)
            {
                return Each(value, path, i, work);
            }

            if (!TryStep(value, path.Steps[i], work, out var next))
            {
                return Missing(path, value, i);
            }

            value = next;
        }

        return new PathValue(PathOutcome.Found, value);
    }

    /// <summary>The places before the first and after the last element hold nothing.</summary>
    public static bool TryStep(JsonElement parent, PathStep step, WorkBudget work, out JsonElement value)
    {
        value = default;
        if (step.Kind is StepKind.Name)
        {
            if (parent.ValueKind is not JsonValueKind.Object)
            {
                return false;
            }

            // A member is looked for among all of them.
            work.Charge(parent.GetPropertyCount());
            return TolerantJson.TryGetMember(parent, step.Name!, out value);
        }

        if (step.Kind is not StepKind.Element || parent.ValueKind is not JsonValueKind.Array || step.Index >= parent.GetArrayLength())
        {
            return false;
        }

        value = parent[step.Index];
        return true;
    }

    public static PathValue Missing(FieldPath path, JsonElement parent, int at) =>
        at + 1 < path.Steps.Length && path.Steps[at + 1].Kind is StepKind.All
            ? new PathValue(PathOutcome.MissingList, EmptyList, at)
            : new PathValue(PathOutcome.Missing, parent, at);

    private static PathValue Each(JsonElement list, FieldPath path, int at, WorkBudget work)
    {
        if (list.ValueKind is JsonValueKind.Null)
        {
            return new PathValue(PathOutcome.MissingList, EmptyList, at);
        }

        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions);
        var failed = WriteEach(writer, list, path, at, work);
        if (failed is { } failure)
        {
            return failure;
        }

        writer.Flush();
        return new PathValue(PathOutcome.Found, JsonText.Parse(buffer.WrittenMemory));
    }

    private static PathValue? WriteEach(Utf8JsonWriter writer, JsonElement list, FieldPath path, int at, WorkBudget work)
    {
        if (list.ValueKind is not JsonValueKind.Array)
        {
            return new PathValue(PathOutcome.NotAList, list, at);
        }

        writer.WriteStartArray();
        foreach (var item in list.EnumerateArray())
        {
            work.Charge(WorkBudget.PartBytes);
            if (WriteRest(writer, item, path, at + 1, work) is { } failure)
            {
                return failure;
            }
        }

        writer.WriteEndArray();
        return null;
    }

    // What is missing within an element is null in its place.
    private static PathValue? WriteRest(Utf8JsonWriter writer, JsonElement value, FieldPath path, int at, WorkBudget work)
    {
        for (var i = at; i < path.Steps.Length; i++)
        {
            if (path.Steps[i].Kind is StepKind.All && value.ValueKind is not JsonValueKind.Null)
            {
                return WriteEach(writer, value, path, i, work);
            }

            if (path.Steps[i].Kind is StepKind.All)
            {
                EmptyList.WriteTo(writer);
                return null;
            }

            if (!TryStep(value, path.Steps[i], work, out var next))
            {
                if (Missing(path, value, i).Outcome is PathOutcome.MissingList)
                {
                    EmptyList.WriteTo(writer);
                }
                else
                {
                    writer.WriteNullValue();
                }

                return null;
            }

            value = next;
        }

        work.Charge(JsonText.Length(value));
        JsonText.WriteRaw(writer, value);
        return null;
    }
}
