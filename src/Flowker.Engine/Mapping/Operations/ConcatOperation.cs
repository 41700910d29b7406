using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Paths;

namespace Flowker.Engine.Mapping.Operations;

/// <summary>
/// Joins texts. Of a list its elements are joined, an object is put in as JSON; what is null or missing is left out together
/// with its delimiter.
/// </summary>
internal sealed record ConcatOperation(
    ImmutableArray<ConcatOperation.Piece> Pieces, FieldPath Target, string Delimiter, bool Required) : Operation
{
    public static ConcatOperation Parse(JsonElement spec, bool required)
    {
        if (!spec.TryGetProperty("sources", out var sources) || sources.ValueKind is not JsonValueKind.Array || sources.GetArrayLength() == 0)
        {
            throw new MappingException("'sources' must list what is joined");
        }

        var delimiter = spec.TryGetProperty("delim", out var given)
            ? Spec.Text(given) ?? throw new MappingException("'delim' must be a text")
            : "";
        return new ConcatOperation(
            [.. sources.EnumerateArray().Select(ParsePiece)], Spec.Target(Spec.Required(spec, "targetPath")), delimiter, required);
    }

    public override void Apply(TransformRun run)
    {
        var joined = new StringBuilder();
        var empty = true;
        foreach (var piece in Pieces)
        {
            var text = piece.Path is null ? piece.Text : TextAt(piece.Path, run);
            if (text is null)
            {
                continue;
            }

            joined.Append(empty ? "" : Delimiter).Append(text);
            run.Budget.Charge(Delimiter.Length + text.Length);
            empty = false;
        }

        run.Budget.Charge(joined.Length);
        run.Document.Set(Target, JsonText.Of(joined.ToString()));
    }

    private static Piece ParsePiece(JsonElement item)
    {
        if (item.ValueKind is JsonValueKind.Object && Spec.Text(item, "value") is { } text)
        {
            return new Piece(text, null);
        }

        return item.ValueKind is JsonValueKind.Object && Spec.Text(item, "path") is { } path
            ? new Piece(null, Spec.Source(path))
            : throw new MappingException("every source needs a text as 'value', or a 'path'");
    }

    private string? TextAt(FieldPath path, TransformRun run)
    {
        if (TransformRun.Checked(path, run.Document.Read(path), Required)?.Value is not { } value)
        {
            return null;
        }

        run.Budget.Charge(JsonText.Length(value));
        return value.ValueKind is JsonValueKind.Array
            ? string.Concat(value.EnumerateArray().Select(PlainText.Of))
            : PlainText.Of(value);
    }

    internal sealed record Piece(string? Text, FieldPath? Path);
}
