using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Engine.Workflows;

namespace Flowker.Engine.Webhooks;

/// <summary>The secrets of one trigger node.</summary>
public sealed record TriggerSecret(string? VerifyToken, string? SigningSecret)
{
    /// <summary>Those of <c>signature.secrets</c>; null without it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public IReadOnlyList<string>? SigningSecrets { get; init; }
}

/// <summary>
/// Takes the secrets of triggers out of a definition, so that what is shown, stored and pinned holds only
/// <see cref="SecretMask.Masked"/>. Source: <c>spec/decisions.md</c>, "Secrets".
/// </summary>
public static class TriggerSecrets
{
    /// <summary>
    /// The masked definition and its secrets by node id. A secret that is sent as the mask is the one of
    /// <paramref name="known"/>; FLK-0302 when there is none.
    /// </summary>
    public static (WorkflowDefinition Masked, ImmutableDictionary<string, TriggerSecret> Secrets, IReadOnlyList<Finding> Findings) Take(
        WorkflowDefinition definition, IReadOnlyDictionary<string, TriggerSecret> known)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(known);
        List<Finding> findings = [];
        var secrets = ImmutableDictionary.CreateBuilder<string, TriggerSecret>(StringComparer.Ordinal);
        var nodes = definition.Nodes.ToBuilder();
        for (var i = 0; i < nodes.Count; i++)
        {
            if (nodes[i] is not { Type: NodeTypes.Trigger, Data: { ValueKind: JsonValueKind.Object } data } node)
            {
                continue;
            }

            var before = known.GetValueOrDefault(node.Id);
            var at = string.Create(CultureInfo.InvariantCulture, $"nodes[{i}].data");
            var token = Secret(data, "verify_token", before?.VerifyToken, $"{at}.verify_token", node.Id, findings);
            var signed = data.TryGetProperty("signature", out var signature) && signature.ValueKind is JsonValueKind.Object;
            var signing = signed ? Secret(signature, "secret", before?.SigningSecret, $"{at}.signature.secret", node.Id, findings) : null;
            var several = signed ? Secrets(signature, before?.SigningSecrets, $"{at}.signature.secrets", node.Id, findings) : null;
            if (token is not null || signing is not null || several is not null)
            {
                secrets[node.Id] = new TriggerSecret(token, signing) { SigningSecrets = several };
                nodes[i] = node with { Data = Masked(data) };
            }
        }

        return (definition with { Nodes = nodes.ToImmutable() }, secrets.ToImmutable(), findings);
    }

    private static string? Secret(JsonElement holder, string name, string? known, string at, string nodeId, List<Finding> findings) =>
        holder.TryGetProperty(name, out var value) ? Secret(value, known, at, nodeId, findings) : null;

    private static List<string>? Secrets(JsonElement signature, IReadOnlyList<string>? known, string at, string nodeId, List<Finding> findings)
    {
        if (!signature.TryGetProperty("secrets", out var values) || values.ValueKind is not JsonValueKind.Array)
        {
            return null;
        }

        List<string> secrets =
        [
            .. values.EnumerateArray()
                .Select((value, i) => Secret(value, known?.ElementAtOrDefault(i), string.Create(CultureInfo.InvariantCulture, $"{at}[{i}]"), nodeId, findings))
                .OfType<string>(),
        ];
        return secrets.Count > 0 ? secrets : null;
    }

    private static string? Secret(JsonElement value, string? known, string at, string nodeId, List<Finding> findings)
    {
        if (value.ValueKind is not JsonValueKind.String || !JsonStrings.TryGet(value, out var text) || text.Length == 0)
        {
            return null;
        }

        if (text != SecretMask.Masked)
        {
            return text;
        }

        if (known is null)
        {
            findings.Add(new Finding("FLK-0302", $"{at} is masked, but there is no secret that the mask could stand for.", at, nodeId));
        }

        return known;
    }

    private static JsonElement Masked(JsonElement data) =>
        JsonObjects.Write(writer => Copy(writer, data, "verify_token", descend: true));

    private static void Copy(Utf8JsonWriter writer, JsonElement holder, string secret, bool descend)
    {
        foreach (var member in holder.EnumerateObject())
        {
            writer.WritePropertyName(member.Name);
            if (member.NameEquals(secret) && member.Value.ValueKind is JsonValueKind.String && member.Value.GetString() is { Length: > 0 })
            {
                writer.WriteStringValue(SecretMask.Masked);
            }
            else if (descend && member.NameEquals("signature") && member.Value.ValueKind is JsonValueKind.Object)
            {
                writer.WriteStartObject();
                Copy(writer, member.Value, "secret", descend: false);
                writer.WriteEndObject();
            }
            else if (!descend && member.NameEquals("secrets") && member.Value.ValueKind is JsonValueKind.Array)
            {
                writer.WriteStartArray();
                foreach (var value in member.Value.EnumerateArray())
                {
                    if (value.ValueKind is JsonValueKind.String && JsonStrings.TryGet(value, out var text) && text.Length > 0)
                    {
                        writer.WriteStringValue(SecretMask.Masked);
                    }
                    else
                    {
                        writer.WriteRawValue(value.GetRawText(), skipInputValidation: true);
                    }
                }

                writer.WriteEndArray();
            }
            else
            {
                writer.WriteRawValue(member.Value.GetRawText(), skipInputValidation: true);
            }
        }
    }
}
