using System.Text.Json;
using System.Text.Json.Nodes;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executors;
using Flowker.Grains.Secrets;
using Flowker.Storage.Definitions;

namespace Flowker.Grains.Executors;

/// <summary>An executor configuration as callers see it (secrets masked wholly, always), and as it is stored: sealed.</summary>
internal static class ExecutorConfigurationViews
{
    public static ExecutorConfigurationView Of(ExecutorConfigurationRow row, SecretBox secrets)
    {
        var configuration = Open(row, secrets);
        return new ExecutorConfigurationView
        {
            Id = row.Id,
            Name = row.Name,
            Description = configuration?.Description,
            BaseUrl = configuration?.BaseUrl ?? "",
            Endpoints = [.. configuration?.Endpoints.Select(e => new ExecutorEndpointView(e.Name, e.Path, e.Method, e.Timeout)) ?? []],
            AuthenticationType = configuration?.Authentication.Type ?? "none",
            AuthenticationConfig = configuration?.Authentication.Config is { } config ? Json.FromElement(SecretMask.Apply(config)) : default,
            Status = row.Status,
            Version = row.Version,
            Metadata = configuration?.Metadata is { } metadata && metadata.EnumerateObject().Any() ? Json.FromElement(metadata) : default,
            CreatedAt = row.CreatedAt,
            UpdatedAt = row.UpdatedAt,
            LastTestedAt = row.LastTestedAt,
        };
    }

    public static byte[] Seal(Guid id, ExecutorConfiguration configuration, SecretBox secrets) => secrets.Seal(Owner(id), configuration.Write());

    /// <summary>Null when what is stored cannot be read.</summary>
    public static ExecutorConfiguration? Open(ExecutorConfigurationRow row, SecretBox secrets) =>
        secrets.TryOpen(Owner(row.Id), row.Body, out var clear) ? ExecutorConfigurationReader.ReadStored(clear) : null;

    /// <summary>The same connection as a configuration of the HTTP provider, so that both are tested and called alike.</summary>
    public static JsonElement AsProvider(ExecutorConfiguration configuration)
    {
        var authentication = new JsonObject { ["type"] = configuration.Authentication.Type };
        if (configuration.Authentication.Config is { } config)
        {
            authentication["config"] = JsonNode.Parse(config.GetRawText());
        }

        return JsonText.Parse(new JsonObject { ["base_url"] = configuration.BaseUrl, ["auth"] = authentication }.ToJsonString());
    }

    private static string Owner(Guid id) => $"executor-configuration/{id}";
}
