using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Engine.Webhooks;
using Flowker.Grains.Interfaces;

namespace Flowker.Grains.Webhooks;

/// <summary>
/// What a workflow learns of the request that fired it, without what proves who asks: that is nothing for a workflow to see or a database
/// to keep. Headers and parameters of the query are known for it by the same words as the secrets of a configuration.
/// </summary>
internal static class WebhookMetadata
{
    public static Json WithoutSecrets(Json metadata, WebhookGuard guard) =>
        !JsonText.TryParse(metadata.Utf8, out var sent) || sent.ValueKind is not JsonValueKind.Object
            ? metadata
            : Json.FromElement(JsonObjects.Write(writer =>
            {
                foreach (var member in sent.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    if (member.Value.ValueKind is JsonValueKind.Object && member.Name is "headers" or "query")
                    {
                        writer.WriteStartObject();
                        foreach (var value in member.Value.EnumerateObject().Where(v => !IsProof(v, guard)))
                        {
                            value.WriteTo(writer);
                        }

                        writer.WriteEndObject();
                    }
                    else
                    {
                        member.Value.WriteTo(writer);
                    }
                }
            }));

    private static bool IsProof(JsonProperty value, WebhookGuard guard) =>
        !JsonStrings.TryGetName(value, out var name)
        || SecretMask.SoundsSecret(name)
        || string.Equals(name, guard.Signature?.Header, StringComparison.OrdinalIgnoreCase);
}
