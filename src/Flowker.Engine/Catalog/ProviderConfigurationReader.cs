using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Catalog;

/// <summary>A provider configuration as it was sent, its rules checked.</summary>
public sealed record ProviderConfigurationInput(string Name, string? Description, string ProviderId, JsonElement Config, JsonElement? Metadata);

/// <summary>What a change was sent with; null leaves a member as it is. Source: <c>spec/reference-api.md</c>, 5.4.</summary>
public sealed record ProviderConfigurationChange(string? Name, string? Description, JsonElement? Config, JsonElement? Metadata);

/// <summary>Reads the bodies of create and change.</summary>
public static class ProviderConfigurationReader
{
    /// <summary>
    /// Null with findings in the order of evaluation: FLK-0001, FLK-0294, FLK-0293, then FLK-0295, 0296, 0299, 0298.
    /// Source: <c>spec/reference-api.md</c>, 5.4.
    /// </summary>
    public static (ProviderConfigurationInput? Input, IReadOnlyList<Finding> Findings) Read(ReadOnlyMemory<byte> utf8, ProviderCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        if (!JsonText.TryParse(utf8, out var body) || body.ValueKind is not JsonValueKind.Object)
        {
            return Refuse("FLK-0001", "The body must be a JSON object.");
        }

        List<Finding> findings = [];
        var providerId = Text(body, "providerId", findings) ?? "";
        var name = Text(body, "name", findings) ?? "";
        var description = Text(body, "description", findings);
        var config = Object(body, "config", findings);
        var metadata = Object(body, "metadata", findings);
        if (findings.Count > 0)
        {
            return (null, findings);
        }

        if (catalog.Provider(providerId) is not { } provider)
        {
            return Refuse("FLK-0294", $"The catalog has no provider '{providerId}'.", "providerId");
        }

        if (config is { } given && given.EnumerateObject().Any())
        {
            findings.AddRange(catalog.ConfigFaults(provider, given).Select(f => new Finding("FLK-0293", f.Message, $"config{f.At}")));
        }

        if (config is { } own)
        {
            findings.AddRange(Unknown(SecretMask.Restore(own, default).Unknown));
            findings.AddRange(WithUser(own));
        }

        CheckTexts(name, description, config, findings);
        return findings.Count > 0
            ? (null, findings)
            : (new ProviderConfigurationInput(name, description, providerId, config!.Value, metadata), findings);
    }

    /// <summary>Null with FLK-0001 when a member has the wrong kind; its rules are not yet checked.</summary>
    public static (ProviderConfigurationChange? Change, IReadOnlyList<Finding> Findings) ReadChange(ReadOnlyMemory<byte> utf8)
    {
        if (!JsonText.TryParse(utf8, out var body) || body.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
        {
            return (null, [new Finding("FLK-0001", "The body must be a JSON object.")]);
        }

        if (body.ValueKind is JsonValueKind.Null)
        {
            return (new ProviderConfigurationChange(null, null, null, null), []);
        }

        List<Finding> findings = [];
        var change = new ProviderConfigurationChange(
            Text(body, "name", findings), Text(body, "description", findings), Object(body, "config", findings), Object(body, "metadata", findings));
        return findings.Count > 0 ? (null, findings) : (change, findings);
    }

    /// <summary>
    /// The change with its masked secrets filled in from <paramref name="stored"/>, and findings in the order of evaluation:
    /// FLK-0294, FLK-0293, FLK-0342, then FLK-0295, 0296, 0299, 0298.
    /// </summary>
    public static (ProviderConfigurationChange Change, IReadOnlyList<Finding> Findings) Check(
        ProviderConfigurationChange change, string providerId, JsonElement stored, ProviderCatalog catalog)
    {
        ArgumentNullException.ThrowIfNull(change);
        ArgumentNullException.ThrowIfNull(catalog);
        List<Finding> findings = [];
        if (change.Config is { } sent)
        {
            if (catalog.Provider(providerId) is not { } provider)
            {
                return (change, [new Finding("FLK-0294", $"The catalog has no provider '{providerId}'.", "providerId")]);
            }

            var restored = SecretMask.Restore(sent, stored);
            var config = restored.Config;
            change = change with { Config = config };
            if (config.EnumerateObject().Any())
            {
                findings.AddRange(catalog.ConfigFaults(provider, config).Select(f => new Finding("FLK-0293", f.Message, $"config{f.At}")));
            }

            findings.AddRange(Unknown(restored.Unknown));
            findings.AddRange(WithUser(config));
            findings.AddRange(Destinations.Check(restored, stored, "config"));
        }

        CheckTexts(change.Name ?? "-", change.Description, change.Config ?? stored, findings);
        return (change, findings);
    }

    private static IEnumerable<Finding> WithUser(JsonElement config) => UrlUserInfo.Places(config).Select(at => new Finding(
        "FLK-0293", $"config{at} is a URL with a user or a password in it, which everybody who sees it would see.", $"config{at}"));

    private static IEnumerable<Finding> Unknown(IReadOnlyList<string> places) => places.Select(at => new Finding(
        "FLK-0293", $"config{at} is masked, but there is no secret that the mask could stand for.", $"config{at}"));

    private static void CheckTexts(string name, string? description, JsonElement? config, List<Finding> findings)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            findings.Add(new Finding("FLK-0295", "The provider configuration needs a name.", "name"));
        }

        if (TextLength.Exceeds(name, 100))
        {
            findings.Add(new Finding("FLK-0296", "The name is longer than 100 characters.", "name"));
        }

        if (!PlainLine.Is(name))
        {
            findings.Add(new Finding("FLK-0302", $"name {PlainLine.Rule}.", "name"));
        }

        if (TextLength.Exceeds(description, 500))
        {
            findings.Add(new Finding("FLK-0299", "The description is longer than 500 characters.", "description"));
        }

        if (config is not { } given || !given.EnumerateObject().Any())
        {
            findings.Add(new Finding("FLK-0298", "The provider configuration needs a config.", "config"));
        }
    }

    private static string? Text(JsonElement body, string name, List<Finding> findings)
    {
        if (body.Member(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.String && JsonStrings.TryGet(value, out var text))
        {
            return text;
        }

        findings.Add(new Finding("FLK-0001", $"{name} must be a text.", name));
        return null;
    }

    private static JsonElement? Object(JsonElement body, string name, List<Finding> findings)
    {
        if (body.Member(name) is { ValueKind: not JsonValueKind.Object })
        {
            findings.Add(new Finding("FLK-0001", $"{name} must be an object.", name));
            return null;
        }

        return body.Member(name);
    }

    private static (ProviderConfigurationInput?, IReadOnlyList<Finding>) Refuse(string code, string message, string? field = null) =>
        (null, [new Finding(code, message, field)]);
}
