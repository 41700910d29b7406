using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Grains.Audit;
using Flowker.Grains.Executions;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Providers;
using Flowker.Storage;
using Flowker.Storage.Definitions;

namespace Flowker.Grains.Providers;

/// <summary>One provider configuration.</summary>
[GrainType("flowker.provider-configuration")]
internal sealed class ProviderConfigurationGrain(IDefinitionStore definitions, ProviderCatalog catalog, ExecutionServices services)
    : Grain, IProviderConfigurationGrain
{
    public async Task<Reply<ProviderConfigurationView>> CreateAsync(Json body, Caller caller)
    {
        var (input, findings) = ProviderConfigurationReader.Read(body.Utf8, catalog);
        if (input is null)
        {
            return Faults.Of(findings);
        }

        var now = services.Now();
        var row = new ProviderConfigurationRow
        {
            Id = this.GetPrimaryKey(),
            Tenant = Tenants.Default,
            Name = input.Name,
            Description = input.Description,
            ProviderId = input.ProviderId,
            Status = "active",
            Version = 1,
            Config = JsonText.ToUtf8Bytes(input.Config),
            Metadata = input.Metadata is { } metadata ? JsonText.ToUtf8Bytes(metadata) : ReadOnlyMemory<byte>.Empty,
            CreatedAt = now,
            UpdatedAt = now,
        };
        var entry = AuditEvents.Make(
            "PROVIDER_CONFIG_CREATED", "CREATE", AuditEvents.ProviderConfiguration, row.Id, caller, now,
            ("provider_config.name", row.Name), ("provider_config.provider_id", row.ProviderId));
        try
        {
            return await definitions.SaveProviderConfigurationAsync(row, 0, [entry]) switch
            {
                SaveOutcome.Saved => ProviderConfigurationViews.Of(row),
                SaveOutcome.NameTaken => Faults.ProviderConfigurationNameTaken(row.Name),
                _ => Faults.LostRace(),
            };
        }
        catch (StorageUnavailableException)
        {
            return Faults.StorageAway();
        }
        finally
        {
            DeactivateOnIdle();
        }
    }

    public async Task<Reply<ProviderConfigurationView>> GetAsync()
    {
        try
        {
            return await definitions.GetProviderConfigurationAsync(this.GetPrimaryKey()) is { } row
                ? ProviderConfigurationViews.Of(row)
                : Faults.ProviderConfigurationNotFound(this.GetPrimaryKey());
        }
        catch (StorageUnavailableException)
        {
            return Faults.StorageAway();
        }
        finally
        {
            DeactivateOnIdle();
        }
    }
}
