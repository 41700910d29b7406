using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Executors;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Providers;
using Flowker.Grains.Secrets;
using Flowker.Storage.Definitions;

namespace Flowker.Grains.Providers;

/// <summary>A provider configuration as callers see it (secrets masked wholly, always), as executors need it, and as it is stored.</summary>
internal static class ProviderConfigurationViews
{
    public static ProviderConfigurationView Of(ProviderConfigurationRow row, SecretBox secrets, ProviderCatalog catalog) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Description = row.Description,
        ProviderId = row.ProviderId,
        // What cannot be read is not shown: it might be a secret.
        Config = Config(row, secrets) is { } config ? Json.FromElement(UrlUserInfo.Hide(SecretMask.Apply(config, catalog.SecretsOf(row.ProviderId)))) : Json.FromText("{}"),
        Status = row.Status,
        Version = row.Version,
        Metadata = row.Metadata.IsEmpty ? default : new Json(row.Metadata.ToArray()),
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
    };

    /// <summary>Null when the stored config cannot be read.</summary>
    public static ProviderSettings? Settings(ProviderConfigurationRow row, SecretBox secrets) =>
        Config(row, secrets) is { } config ? new ProviderSettings(row.Id, row.ProviderId, config, row.Version, row.Name) : null;

    public static byte[] Seal(Guid id, JsonElement config, SecretBox secrets) => secrets.Seal(Owner(id), JsonText.ToUtf8Bytes(config));

    public static JsonElement? Config(ProviderConfigurationRow row, SecretBox secrets) =>
        secrets.TryOpen(Owner(row.Id), row.Config, out var clear)
        && JsonText.TryParse(clear, out var config)
        && config.ValueKind is JsonValueKind.Object
            ? config
            : null;

    private static string Owner(Guid id) => $"provider-configuration/{id}";
}
