using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Paths;

namespace Flowker.Engine.Mapping.Operations;

/// <summary>Removes members and elements.</summary>
internal sealed record DeleteOperation(ImmutableArray<FieldPath> Paths, bool Required) : Operation
{
    public static DeleteOperation Parse(JsonElement spec, bool required)
    {
        var paths = Spec.Paths(spec.TryGetProperty("paths", out var list) ? list : default, "'paths'");
        var indexed = paths.FirstOrDefault(p => p.Steps.Any(s => s.Kind is not (StepKind.Name or StepKind.Element)));
        return indexed is null
            ? new DeleteOperation(paths, required)
            : throw new MappingException($"path '{indexed.Shown}' may name elements only by number");
    }

    public override void Apply(TransformRun run)
    {
        foreach (var path in Paths)
        {
            if (Required)
            {
                TransformRun.Checked(path, run.Document.Read(path), required: true);
            }

            run.Document.Remove(path);
        }
    }
}
