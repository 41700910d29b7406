using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Paths;

namespace Flowker.Engine.Mapping.Operations;

/// <summary>
/// A new document of just the targets, in the author's order. A missing source that is not required is left out.
/// Source: <c>spec/decisions.md</c>, "Mappings and transforms".
/// </summary>
internal sealed record ShiftOperation(ImmutableArray<ShiftOperation.Pair> Pairs, bool Required) : Operation
{
    private const string WholeDocument = "$";

    public static ShiftOperation Parse(JsonElement spec, bool required) =>
        new([.. Spec.Members(spec).Select(m => ParsePair(m.Name, m.Value))], required);

    public override void Apply(TransformRun run)
    {
        var from = run.Document;
        var shifted = MutableDocument.Empty(run.Budget);
        foreach (var pair in Pairs)
        {
            if (pair.AsList)
            {
                shifted.Set(pair.Target, ListOf(pair.Sources.Select(s => Value(from, s)), run));
            }
            else if (Value(from, pair.Sources[0]) is { } value)
            {
                shifted.Set(pair.Target, value);
            }
        }

        run.Document = shifted;
    }

    private static Pair ParsePair(string target, JsonElement source)
    {
        if (Spec.Text(source) is { } path)
        {
            return new Pair(Spec.Target(target), [ParseSource(path)], AsList: false);
        }

        if (source.ValueKind is not JsonValueKind.Array || source.EnumerateArray().Any(s => Spec.Text(s) is null))
        {
            throw new MappingException("every source must be a path or a list of paths");
        }

        return new Pair(Spec.Target(target), [.. source.EnumerateArray().Select(s => ParseSource(Spec.Text(s)!))], AsList: true);
    }

    private static FieldPath? ParseSource(string text) => text == WholeDocument ? null : Spec.Source(text);

    private JsonElement? Value(MutableDocument from, FieldPath? path) =>
        path is null ? from.ToElement() : TransformRun.Checked(path, from.Read(path), Required)?.Value;

    // What is missing is null, so that the others keep their places.
    private static JsonElement ListOf(IEnumerable<JsonElement?> values, TransformRun run)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            writer.WriteStartArray();
            foreach (var value in values)
            {
                if (value is { } found)
                {
                    run.Budget.Charge(JsonText.Length(found));
                    JsonText.WriteRaw(writer, found);
                }
                else
                {
                    writer.WriteNullValue();
                }
            }

            writer.WriteEndArray();
        }

        return JsonText.Parse(buffer.WrittenMemory);
    }

    /// <summary>A source of null is the whole document (<c>$</c>).</summary>
    internal sealed record Pair(FieldPath Target, ImmutableArray<FieldPath?> Sources, bool AsList);
}
