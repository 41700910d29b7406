using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Webhooks;

/// <summary>
/// Whether the guard of a webhook is the one that its author meant: a misspelt or empty member would leave it open, and a secret in
/// another place would be stored as it is. Asked whenever a definition is stored, and at activation.
/// </summary>
public static class WebhookGuardRules
{
    private const string Token = "verify_token";
    private const string Signature = "signature";
    private const string Authentication = "authentication";

    /// <summary>FLK-0211 for each fault. The secrets are those that were taken out of the definition.</summary>
    public static IEnumerable<Finding> Check(WorkflowDefinition definition, IReadOnlyDictionary<string, TriggerSecret> secrets)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(secrets);
        for (var i = 0; i < definition.Nodes.Length; i++)
        {
            if (definition.Nodes[i] is { Type: NodeTypes.Trigger, Data: { ValueKind: JsonValueKind.Object } data } node && IsWebhook(data))
            {
                var at = string.Create(CultureInfo.InvariantCulture, $"nodes[{i}].data");
                foreach (var (member, message) in Faults(data, secrets.GetValueOrDefault(node.Id)))
                {
                    yield return new Finding("FLK-0211", $"Node '{node.Id}': {message}", $"{at}.{member}", node.Id);
                }
            }
        }
    }

    private static bool IsWebhook(JsonElement data) => (Text(data, "triggerType") ?? Text(data, "triggerId")) == "webhook";

    private static IEnumerable<(string Member, string Message)> Faults(JsonElement data, TriggerSecret? secret)
    {
        if (data.TryGetProperty(Token, out _) && Text(data, Token) is not { Length: > 0 })
        {
            yield return (Token, "verify_token must be a string that is not empty; leave it out to ask for none.");
        }

        foreach (var fault in Signed(data, secret))
        {
            yield return fault;
        }

        if (data.TryGetProperty(Authentication, out _))
        {
            if (Text(data, Authentication) is not ("service" or "trigger"))
            {
                yield return (Authentication, "authentication must be service or trigger.");
            }
            else if (Text(data, Authentication) == "trigger" && secret is null)
            {
                yield return (Authentication, "authentication: trigger needs a verify_token or a signature, which are then all that is asked for.");
            }
        }

        foreach (var member in data.EnumerateObject().Where(m => JsonStrings.TryGetName(m, out var name)
            && name is not (Token or Signature or Authentication) && SecretMask.SoundsSecret(name)))
        {
            yield return (member.Name, $"'{member.Name}' guards nothing: a webhook is guarded by verify_token and signature.");
        }
    }

    private static IEnumerable<(string Member, string Message)> Signed(JsonElement data, TriggerSecret? secret)
    {
        if (!data.TryGetProperty(Signature, out var signature))
        {
            yield break;
        }

        if (signature.ValueKind is not JsonValueKind.Object)
        {
            yield return (Signature, "signature must be an object with a secret, or with secrets.");
            yield break;
        }

        foreach (var member in signature.EnumerateObject().Where(m => JsonStrings.TryGetName(m, out var name)
            && name is not ("secret" or "secrets") && SecretMask.SoundsSecret(name)))
        {
            yield return ($"{Signature}.{member.Name}", $"'{member.Name}' guards nothing: a signature has a secret, or secrets.");
        }

        if (signature.TryGetProperty("secrets", out var several)
            && (several.ValueKind is not JsonValueKind.Array || several.GetArrayLength() is 0 or > WebhookSignature.MostSecrets
                || several.EnumerateArray().Any(s => s.ValueKind is not JsonValueKind.String || !JsonStrings.TryGet(s, out var text) || text.Length == 0)))
        {
            yield return ($"{Signature}.secrets", $"signature.secrets must be a list of 1 to {WebhookSignature.MostSecrets} strings.");
        }

        string[] keys = [.. secret?.SigningSecret is { } one ? (string[])[one] : [], .. secret?.SigningSecrets ?? []];
        if (Array.Exists(keys, k => !WebhookSignature.IsUsable(k)))
        {
            yield return (
                secret?.SigningSecret is { } own && !WebhookSignature.IsUsable(own) ? $"{Signature}.secret" : $"{Signature}.secrets",
                $"a signing secret must have {WebhookSignature.LeastSecret} bytes at least: whsec_ and their base64, or a string of that length.");
        }
    }

    private static string? Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && JsonStrings.TryGet(value, out var text) ? text : null;
}
