using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Paths;

namespace Flowker.Engine.Mapping.Operations;

/// <summary>Sets literal values, whether or not there is one.</summary>
internal sealed record DefaultOperation(ImmutableArray<(FieldPath Target, JsonElement Value)> Values) : Operation
{
    public static DefaultOperation Parse(JsonElement spec) =>
        new([.. Spec.Members(spec).Select(m => (Spec.Target(m.Name), m.Value))]);

    public override void Apply(TransformRun run)
    {
        foreach (var (target, value) in Values)
        {
            run.Document.Set(target, value);
        }
    }
}
