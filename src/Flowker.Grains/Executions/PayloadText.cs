using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Grains.Executions;

/// <summary>
/// The one text of a payload, from which its hash is made: without blanks, members in their order, numbers with their digits. It
/// comes out the same for what was sent and for what was read back.
/// </summary>
internal static class PayloadText
{
    public static ReadOnlyMemory<byte> Of(JsonElement payload)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            payload.WriteTo(writer);
        }

        return buffer.WrittenMemory;
    }

    /// <summary>SHA-256, 64 lower-case hexadecimal digits.</summary>
    public static string Hash(JsonElement payload) => JsonBuffer.Use(
        payload, static (writer, value) => value.WriteTo(writer), static utf8 => Convert.ToHexStringLower(SHA256.HashData(utf8.Span)));
}
