using System.Text;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Grains.Audit;

/// <summary>The metadata of an audit event: a flat JSON object of texts and whole numbers.</summary>
internal static class AuditMetadata
{
    /// <summary>Members without a value are left out. Values are texts, <see cref="int"/> or <see cref="long"/>.</summary>
    public static string Of(params (string Name, object? Value)[] members) => Encoding.UTF8.GetString(JsonBuffer.ToBytes(members, Write));

    private static void Write(Utf8JsonWriter writer, (string Name, object? Value)[] members)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in members)
        {
            switch (value)
            {
                case null:
                    break;
                case int number:
                    writer.WriteNumber(name, number);
                    break;
                case long number:
                    writer.WriteNumber(name, number);
                    break;
                default:
                    writer.WriteString(name, value.ToString());
                    break;
            }
        }

        writer.WriteEndObject();
    }
}
