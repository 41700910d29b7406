using System.Text;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Executors.Http;

/// <summary>What is sent, and as what unless a header says otherwise. Numbers go out with the text they came with.</summary>
internal sealed record RequestBody(byte[] Bytes, string ContentType)
{
    private const string Json = "application/json";
    private const string PlainText = "text/plain; charset=utf-8";

    /// <summary>
    /// The node's <c>body</c>, else the payload. GET and HEAD have none; DELETE and OPTIONS have the payload only when a
    /// mapping made it, and so has any method where the node's <c>body</c> is null. Null for none.
    /// </summary>
    public static RequestBody? Build(HttpMethod method, ExecutorCall call, IdempotencyPlacement idempotency)
    {
        var bodiless = IsBodiless(method);
        var content = default(JsonElement);
        if (Member.Find(call.NodeData, "body") is { } literal)
        {
            content = bodiless
                ? throw new CallRefusedException($"The node has a body, but a {method} request carries none.")
                : TemplateValue.Render(literal, call.Context, "body")
                    ?? throw new CallRefusedException("The node's body names a value that is not there.");
        }
        else
        {
            var isUnwanted = !call.PayloadIsMapped && Member.IsNull(call.NodeData, "body");
            if (!CarriesPayload(method, call) || isUnwanted || call.Payload is not { ValueKind: not JsonValueKind.Undefined } payload)
            {
                return null;
            }

            content = payload;
        }

        var isText = content.ValueKind is JsonValueKind.String && Member.Find(call.NodeData, "body") is not null;
        return Encode(content, isText, call.CallKey, idempotency.BodyField);
    }

    /// <summary>The payload, whatever the node's data say; null for a method that carries none.</summary>
    public static RequestBody? OfPayload(HttpMethod method, ExecutorCall call, IdempotencyPlacement idempotency) =>
        CarriesPayload(method, call) ? Encode(call.Payload, isText: false, call.CallKey, idempotency.BodyField) : null;

    private static bool IsBodiless(HttpMethod method) => method == HttpMethod.Get || method == HttpMethod.Head;

    private static bool CarriesPayload(HttpMethod method, ExecutorCall call) =>
        !IsBodiless(method) && (call.PayloadIsMapped || (method != HttpMethod.Delete && method != HttpMethod.Options));

    private static RequestBody Encode(JsonElement content, bool isText, string callKey, string? keyField)
    {
        try
        {
            return keyField is not null ? new RequestBody(WithKey(content, keyField, callKey), Json)
                : isText ? new RequestBody(Encoding.UTF8.GetBytes(content.GetString()!), PlainText)
                : new RequestBody(JsonText.ToUtf8Bytes(content), Json);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            throw new CallRefusedException("The request's body holds text that is not valid Unicode.");
        }
    }

    private static byte[] WithKey(JsonElement content, string field, string key)
    {
        if (content.ValueKind is not JsonValueKind.Object)
        {
            throw new CallRefusedException(
                "The provider configuration puts the idempotency key into the body, but the body is not a JSON object.");
        }

        return JsonBuffer.ToBytes((content, field, key), static (writer, made) =>
        {
            writer.WriteStartObject();
            foreach (var member in made.content.EnumerateObject().Where(m => !m.NameEquals(made.field)))
            {
                member.WriteTo(writer);
            }

            writer.WriteString(made.field, made.key);
            writer.WriteEndObject();
        });
    }
}
