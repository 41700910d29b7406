using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Providers;
using Flowker.Storage.Definitions;

namespace Flowker.Grains.Providers;

/// <summary>A provider configuration as callers see it: secrets masked wholly, always.</summary>
internal static class ProviderConfigurationViews
{
    public static ProviderConfigurationView Of(ProviderConfigurationRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Description = row.Description,
        ProviderId = row.ProviderId,
        // What cannot be read is not shown: it might be a secret.
        Config = JsonText.TryParse(row.Config, out var config) ? Json.FromElement(SecretMask.Apply(config)) : Json.FromText("{}"),
        Status = row.Status,
        Version = row.Version,
        Metadata = row.Metadata.IsEmpty ? default : new Json(row.Metadata.ToArray()),
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
    };
}
