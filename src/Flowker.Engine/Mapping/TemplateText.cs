using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Flowker.Engine.Expressions;
using Flowker.Engine.Json;
using Flowker.Engine.Paths;

namespace Flowker.Engine.Mapping;

/// <summary>One text with its placeholders read: literal pieces and expressions in turn.</summary>
internal sealed record TemplateText(ImmutableArray<TemplateText.Piece> Pieces)
{
    private const int MaxPlaceholders = 1_000;

    // With a literal before each.
    private const int MaxPieces = 2 * MaxPlaceholders;

    private static readonly string TooMany = $"a text holds at most {MaxPlaceholders} placeholders";

    /// <summary>The text is one placeholder alone, and stands for a value of any kind.</summary>
    private Placeholder? Whole => Pieces is [{ Placeholder: { } placeholder }] ? placeholder : null;

    /// <summary>Null with an error when a placeholder is faulty; its columns count in the whole text.</summary>
    public static TemplateText? TryParse(string text, out string? error)
    {
        error = null;
        var pieces = ImmutableArray.CreateBuilder<Piece>();
        var literal = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            var next = text.IndexOf("${", i, StringComparison.Ordinal);
            if (next < 0)
            {
                literal.Append(text, i, text.Length - i);
                break;
            }

            // "$${" writes "${".
            if (next > i && text[next - 1] == '$')
            {
                literal.Append(text, i, next - 1 - i).Append("${");
                i = next + 2;
                continue;
            }

            literal.Append(text, i, next - i);
            if (Placeholder.TryParse(text, next + 2, out i, out error) is not { } placeholder)
            {
                return null;
            }

            AddLiteral(literal, pieces);
            pieces.Add(new Piece(null, placeholder));
            if (pieces.Count > MaxPieces)
            {
                error = TooMany;
                return null;
            }
        }

        AddLiteral(literal, pieces);
        error = pieces.Count > MaxPieces ? TooMany : null;
        return error is null ? new TemplateText(pieces.ToImmutable()) : null;
    }

    /// <summary>It is one placeholder that is a path, and the path leads nowhere.</summary>
    public bool IsMissing(JsonScope scope) =>
        Whole is { Path: { } path } && PathReader.Read(scope, path).Outcome is PathOutcome.Missing;

    /// <summary>
    /// Writes the text, or the value when it is one placeholder alone. False when there is nothing to write: the placeholder
    /// is a path that leads nowhere, or there is an error.
    /// </summary>
    public bool TryWrite(Utf8JsonWriter writer, JsonScope scope, out string? error)
    {
        if (Whole is { Path: { } path })
        {
            return TryWriteField(writer, scope, path, out error);
        }

        if (Whole is { } expression)
        {
            if (!expression.TryEvaluate(scope, out var value, out error))
            {
                return false;
            }

            scope.Work.Charge(value.Length);
            value.WriteTo(writer);
            return true;
        }

        if (Render(scope, out error) is not { } text)
        {
            return false;
        }

        Template.Bound(writer, text.Length);
        writer.WriteStringValue(text);
        return true;
    }

    /// <summary>What <see cref="TryWrite"/> writes, as a value; null when that is nothing.</summary>
    public JsonElement? Value(JsonScope scope, out string? error)
    {
        if (Whole is { Path: { } path })
        {
            var read = PathReader.Read(scope, path);
            error = Fault(read, path);
            return error is null && read.Outcome is not PathOutcome.Missing ? read.Value : null;
        }

        var buffer = new ArrayBufferWriter<byte>();
        using var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions);
        if (!TryWrite(writer, scope, out error))
        {
            return null;
        }

        writer.Flush();
        return JsonText.Parse(buffer.WrittenMemory);
    }

    // What is null or missing puts in nothing.
    private string? Render(JsonScope scope, out string? error)
    {
        error = null;
        var text = new StringBuilder();
        foreach (var (literal, placeholder) in Pieces)
        {
            if (placeholder is null)
            {
                text.Append(literal);
                continue;
            }

            if (placeholder.Path is { } path)
            {
                var read = PathReader.Read(scope, path);
                error = Fault(read, path);
                scope.Work.Charge(error is null && read.Value.ValueKind is not JsonValueKind.Undefined ? JsonText.Length(read.Value) : 0);
                text.Append(read.Outcome is PathOutcome.Missing ? null : PlainText.Of(read.Value));
            }
            else if (placeholder.TryEvaluate(scope, out var value, out error))
            {
                scope.Work.Charge(value.Length);
                text.Append(value.PlainText);
            }

            if (error is not null)
            {
                return null;
            }

            if (text.Length > Template.MaxBytes)
            {
                error = Template.TooLarge;
                return null;
            }
        }

        return text.ToString();
    }

    private static bool TryWriteField(Utf8JsonWriter writer, JsonScope scope, FieldPath path, out string? error)
    {
        var read = PathReader.Read(scope, path);
        error = Fault(read, path);
        if (error is not null || read.Outcome is PathOutcome.Missing)
        {
            return false;
        }

        Template.Bound(writer, JsonText.Length(read.Value));
        scope.Work.Charge(JsonText.Length(read.Value));
        JsonText.WriteRaw(writer, read.Value);
        return true;
    }

    private static string? Fault(PathValue read, FieldPath path) =>
        read.Outcome is PathOutcome.NotAList ? $"path '{path.Shown}': '{path.Before(read.FailedStep)}' is no list" : null;

    private static void AddLiteral(StringBuilder literal, ImmutableArray<Piece>.Builder pieces)
    {
        if (literal.Length > 0)
        {
            pieces.Add(new Piece(literal.ToString(), null));
            literal.Clear();
        }
    }

    internal readonly record struct Piece(string? Literal, Placeholder? Placeholder);
}
