using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flowker.Grains.Interfaces;

/// <summary>
/// A JSON value as UTF-8 text that nobody on the way parses or changes: numbers keep their digits. The default value is
/// "no value", which is not the same as JSON <c>null</c>.
/// </summary>
[GenerateSerializer, Immutable, Alias("flowker.json")]
[JsonConverter(typeof(JsonAsIs))]
public readonly struct Json(byte[]? utf8) : IEquatable<Json>
{
    [Id(0)]
    private readonly byte[]? _utf8 = utf8;

    public bool HasValue => _utf8 is not null;

    public ReadOnlyMemory<byte> Utf8 => _utf8;

    public static Json FromText(string text) => new(Encoding.UTF8.GetBytes(text));

    public static Json FromElement(JsonElement element) => FromText(element.GetRawText());

    public override string ToString() => _utf8 is null ? "" : Encoding.UTF8.GetString(_utf8);

    public bool Equals(Json other) => Utf8.Span.SequenceEqual(other.Utf8.Span);

    public override bool Equals(object? obj) => obj is Json other && Equals(other);

    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.AddBytes(Utf8.Span);
        return hash.ToHashCode();
    }

    public static bool operator ==(Json left, Json right) => left.Equals(right);

    public static bool operator !=(Json left, Json right) => !left.Equals(right);

    private sealed class JsonAsIs : JsonConverter<Json>
    {
        public override Json Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
        {
            using var document = JsonDocument.ParseValue(ref reader);
            return FromElement(document.RootElement);
        }

        public override void Write(Utf8JsonWriter writer, Json value, JsonSerializerOptions options)
        {
            if (value._utf8 is null)
            {
                writer.WriteNullValue();
                return;
            }

            writer.WriteRawValue(value._utf8, skipInputValidation: true);
        }
    }
}
