using System.Text;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Executors.Http;

namespace Flowker.Executors.S3;

/// <summary>What is to be stored, read from the composed request.</summary>
internal sealed record S3Object(string Key, string ContentType, byte[] Content, IReadOnlyList<KeyValuePair<string, string>> Metadata)
{
    /// <summary>Throws <see cref="CallRefusedException"/>.</summary>
    public static S3Object Read(JsonElement request) => new(
        PresetCall.Segment(request, "key"),
        Member.Text(request, "content_type") is { Length: > 0 } type ? type : "application/octet-stream",
        ReadContent(request),
        ReadMetadata(request));

    private static byte[] ReadContent(JsonElement request)
    {
        if (Member.Find(request, "body") is not { } body)
        {
            return [];
        }

        if (body.ValueKind is not JsonValueKind.String)
        {
            return JsonText.ToUtf8Bytes(body);
        }

        var text = Member.Text(request, "body")!;
        if (Member.Text(request, "body_encoding") is not "base64")
        {
            return Encoding.UTF8.GetBytes(text);
        }

        return body.TryGetBytesFromBase64(out var bytes) ? bytes : throw new CallRefusedException("The request's body is not base64.");
    }

    private static List<KeyValuePair<string, string>> ReadMetadata(JsonElement request)
    {
        var checkedNames = new HeaderSet();
        foreach (var member in Member.Object(request, "metadata") is { } metadata ? metadata.EnumerateObject().AsEnumerable() : [])
        {
            checkedNames.Set("x-amz-meta-" + member.Name, TemplateValue.AsText(member.Value, "metadata") ?? "");
        }

        return [.. checkedNames.Values];
    }
}
