using System.Text;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Paths;

namespace Flowker.Engine.Mapping.Operations;

/// <summary>Changes the texts at a path; what is no text, or not there, stays as it is.</summary>
internal sealed record TextOperation(FieldPath Path, Func<string, string> Change) : Operation
{
    public static TextOperation ParseRemove(JsonElement spec)
    {
        var characters = Spec.Required(spec, "characters").EnumerateRunes().ToHashSet();
        return Parse(spec, text =>
        {
            var left = new StringBuilder(text.Length);
            foreach (var character in text.EnumerateRunes())
            {
                if (!characters.Contains(character))
                {
                    left.Append(character);
                }
            }

            return left.ToString();
        });
    }

    public static TextOperation ParsePrefix(JsonElement spec)
    {
        var prefix = Spec.Required(spec, "prefix");
        return Parse(spec, text => prefix + text);
    }

    public static TextOperation ParseSuffix(JsonElement spec)
    {
        var suffix = Spec.Required(spec, "suffix");
        return Parse(spec, text => text + suffix);
    }

    public static TextOperation Parse(JsonElement spec, Func<string, string> change) =>
        new(Spec.Existing(Spec.Required(spec, "path")), change);

    public override void Apply(TransformRun run) =>
        run.Document.Update(Path, value => Spec.Text(value) is { } text ? JsonText.Of(Change(text)) : null);
}
