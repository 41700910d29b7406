using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Paths;
using Flowker.Engine.Work;

namespace Flowker.Engine.Mapping.Operations;

/// <summary>Sets a target to the first of several values that is neither missing, nor null, nor to be ignored; without one it stays.</summary>
internal sealed record CoalesceOperation(
    ImmutableArray<(FieldPath Target, ImmutableArray<FieldPath> Sources)> Choices, ImmutableArray<JsonElement> Ignored) : Operation
{
    public static CoalesceOperation Parse(JsonElement spec, bool required)
    {
        if (required)
        {
            throw new MappingException("'require' has no meaning here");
        }

        var ignored = ImmutableArray<JsonElement>.Empty;
        var choices = ImmutableArray.CreateBuilder<(FieldPath, ImmutableArray<FieldPath>)>();
        foreach (var (name, value) in Spec.Members(spec))
        {
            if (name != "ignore")
            {
                choices.Add((Spec.Target(name), Spec.Paths(value, $"'{name}'")));
            }
            else
            {
                ignored = value.ValueKind is JsonValueKind.Array
                    ? [.. value.EnumerateArray()]
                    : throw new MappingException("'ignore' must be a list of values");
            }
        }

        return new CoalesceOperation(choices.ToImmutable(), ignored);
    }

    public override void Apply(TransformRun run)
    {
        foreach (var (target, sources) in Choices)
        {
            foreach (var source in sources)
            {
                if (TransformRun.Checked(source, run.Document.Read(source), required: false) is { Found: true } found && Counts(found.Value, run))
                {
                    run.Document.Set(target, found.Value);
                    break;
                }
            }
        }
    }

    private bool Counts(JsonElement value, TransformRun run)
    {
        if (value.ValueKind is JsonValueKind.Null)
        {
            return false;
        }

        foreach (var ignored in Ignored)
        {
            run.Budget.Charge(WorkBudget.PartBytes + Math.Min(JsonText.Length(ignored), JsonText.Length(value)));
            if (Same(ignored, value))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Same(JsonElement left, JsonElement right)
    {
        try
        {
            return JsonElement.DeepEquals(left, right);
        }
        catch (ArgumentOutOfRangeException)
        {
            // An exponent beyond what the framework compares.
            return JsonText.SameText(left, right);
        }
    }
}
