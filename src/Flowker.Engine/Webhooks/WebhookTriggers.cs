using System.Globalization;
using System.Text;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Webhooks;

/// <summary>Finds the webhook triggers of a definition. Source: <c>spec/reference-api.md</c>, 5.1.8.</summary>
public static class WebhookTriggers
{
    // What an index of the database takes, whatever the characters.
    private const int LongestPath = 500;

    /// <summary>Those with a path and a method, in the author's order; secrets come from beside the definition, where they are kept.</summary>
    public static IReadOnlyList<WebhookTrigger> Of(WorkflowDefinition definition, IReadOnlyDictionary<string, TriggerSecret> secrets)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(secrets);
        return [.. definition.Nodes.Select(n => Read(n, secrets.GetValueOrDefault(n.Id))).OfType<WebhookTrigger>()];
    }

    /// <summary>
    /// Two triggers of one workflow on one route (FLK-0360), paths that are too long (FLK-0211), and masks whose secret is lost (FLK-0302): a webhook must
    /// never be open because its secret could not be read. What it is guarded by: <see cref="WebhookGuardRules"/>.
    /// </summary>
    public static IEnumerable<Finding> Check(WorkflowDefinition definition, IReadOnlyDictionary<string, TriggerSecret> secrets)
    {
        var seen = new HashSet<(string, string)>();
        foreach (var trigger in Of(definition, secrets))
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"nodes[{IndexOf(definition, trigger.NodeId)}].data");
            if (!seen.Add((trigger.Method, trigger.Path)))
            {
                yield return new Finding(
                    "FLK-0360", $"Another trigger of this workflow already has the webhook {trigger.Method} {trigger.Path}.", $"{at}.path", trigger.NodeId);
            }

            if (TextLength.Exceeds(trigger.Path[1..], LongestPath) || Encoding.UTF8.GetByteCount(trigger.Path) > 4 * LongestPath)
            {
                yield return new Finding(
                    "FLK-0211", $"Node '{trigger.NodeId}': path must have at most {LongestPath} characters.", $"{at}.path", trigger.NodeId);
            }

            if (Lost(definition, trigger) is { } lost)
            {
                yield return new Finding(
                    "FLK-0302", $"Node '{trigger.NodeId}': the secret {lost} is not known any more; set it again.", $"{at}.{lost}", trigger.NodeId);
            }
        }
    }

    private static string? Lost(WorkflowDefinition definition, WebhookTrigger trigger)
    {
        var data = definition.Nodes.First(n => n.Id == trigger.NodeId).Data!.Value;
        return trigger.Guard.Token is null && Text(data, "verify_token") is { Length: > 0 } ? "verify_token"
            : trigger.Guard.Signature is null && data.TryGetProperty("signature", out var signature)
                && signature.ValueKind is JsonValueKind.Object
                && (Text(signature, "secret") is { Length: > 0 } || signature.TryGetProperty("secrets", out _)) ? "signature.secret"
            : null;
    }

    private static int IndexOf(WorkflowDefinition definition, string nodeId) =>
        definition.Nodes.Select((n, i) => (n.Id, i)).First(n => n.Id == nodeId).i;

    private static WebhookTrigger? Read(NodeDefinition node, TriggerSecret? secret) =>
        node is { Type: NodeTypes.Trigger, Data: { ValueKind: JsonValueKind.Object } data }
        && Text(data, "triggerType") == "webhook"
        && Text(data, "path") is { Length: > 0 } path
        && Text(data, "method") is { Length: > 0 } method
            ? new WebhookTrigger(node.Id, method.ToUpperInvariant(), WebhookPath.Normalize(path), new WebhookGuard(secret?.VerifyToken, Signature(data, secret)) { LetsIn = Text(data, "authentication") == "trigger" })
            : null;

    private static WebhookSignature? Signature(JsonElement data, TriggerSecret? secret)
    {
        string[] keys = [.. secret?.SigningSecret is { } one ? (string[])[one] : [], .. secret?.SigningSecrets ?? []];
        if (keys.Length == 0 || !data.TryGetProperty("signature", out var signature) || signature.ValueKind is not JsonValueKind.Object)
        {
            return null;
        }

        return new WebhookSignature(
            keys[0],
            Text(signature, "header") is { Length: > 0 } header ? header : WebhookSignature.DefaultHeader,
            signature.TryGetProperty("toleranceSeconds", out var tolerance) && tolerance.ValueKind is JsonValueKind.Number && tolerance.TryGetInt32(out var seconds)
                ? seconds
                : WebhookSignature.DefaultToleranceSeconds)
        {
            MoreSecrets = keys.Length > 1 ? keys[1..] : null,
        };
    }

    private static string? Text(JsonElement data, string name) =>
        data.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && JsonStrings.TryGet(value, out var text) ? text : null;
}
