using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Paths;

namespace Flowker.Engine.Mapping.Operations;

/// <summary>
/// The pairs of a list of field mappings: a new document of just the targets, in the author's order. A source is a path of
/// the context, the whole of it (<c>$</c>), or a template.
/// </summary>
internal sealed record MapOperation(ImmutableArray<MapOperation.Pair> Pairs) : Operation
{
    public static Pair ParsePair(string target, string source, bool required)
    {
        var to = Spec.Target(target);
        if (source.Contains("${", StringComparison.Ordinal))
        {
            var template = TemplateText.TryParse(source, out var error) ?? throw new MappingException(error!);
            return new Pair(to, null, template, source, required);
        }

        return new Pair(to, source == "$" ? null : Spec.Source(source), null, source, required);
    }

    public override void Apply(TransformRun run)
    {
        var mapped = MutableDocument.Empty(run.Budget);
        foreach (var pair in Pairs)
        {
            if (Value(pair, run) is { } value)
            {
                mapped.Set(pair.Target, value);
            }
        }

        run.Document = mapped;
    }

    private static JsonElement? Value(Pair pair, TransformRun run)
    {
        if (pair.Template is { } template)
        {
            var made = template.Value(run.Source, out var error);
            return error is not null ? throw new MappingException(error)
                : made is null && pair.Required ? throw new MappingException($"'{FieldPath.Cut(pair.Source)}' is required and does not exist")
                : made;
        }

        return pair.Path is { } path
            ? TransformRun.Checked(path, PathReader.Read(run.Source, path), pair.Required)?.Value
            : Whole(run);
    }

    private static JsonElement Whole(TransformRun run)
    {
        var whole = run.Source.ToElement();
        run.Budget.Charge(JsonText.Length(whole));
        return whole;
    }

    internal sealed record Pair(FieldPath Target, FieldPath? Path, TemplateText? Template, string Source, bool Required);
}
