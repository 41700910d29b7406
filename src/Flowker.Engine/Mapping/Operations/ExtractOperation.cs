using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Paths;

namespace Flowker.Engine.Mapping.Operations;

/// <summary>The value at a path becomes the whole document; what is missing and not required is <c>null</c>.</summary>
internal sealed record ExtractOperation(FieldPath Path, bool Required) : Operation
{
    private static readonly JsonElement Null = JsonText.Parse("null");

    public static ExtractOperation Parse(JsonElement spec, bool required) =>
        new(Spec.Source(Spec.Required(spec, "path")), required);

    public override void Apply(TransformRun run)
    {
        var value = TransformRun.Checked(Path, run.Document.Read(Path), Required)?.Value ?? Null;
        run.Document = new MutableDocument(new DocumentLeaf(value), run.Budget);
    }
}
