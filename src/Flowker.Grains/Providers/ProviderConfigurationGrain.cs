using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Executors.Connectivity;
using Flowker.Grains.Audit;
using Flowker.Grains.Executions;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Providers;
using Flowker.Grains.Secrets;
using Flowker.Grains.Workflows;
using Flowker.Storage.Audit;
using Flowker.Storage.Definitions;
using Orleans.Concurrency;

namespace Flowker.Grains.Providers;

/// <summary>One provider configuration. It keeps nothing in memory: the version in the database decides between two changes.</summary>
[GrainType("flowker.provider-configuration")]
[Reentrant]
internal sealed class ProviderConfigurationGrain(
    IDefinitionStore definitions,
    ProviderCatalog catalog,
    SecretBox secrets,
    ConnectivityTest connectivity,
    ProviderChanges changes,
    CircuitDesk circuits,
    ExecutionServices services)
    : Grain, IProviderConfigurationGrain
{
    private const string Active = "active";
    private const string Disabled = "disabled";

    private static readonly JsonElement EmptyObject = JsonText.Parse("{}");

    private Guid Id => this.GetPrimaryKey();

    public Task<Reply<ProviderConfigurationView>> CreateAsync(Json body, Caller caller) => StorageCalls.RunAsync<ProviderConfigurationView>(async () =>
    {
        var (input, findings) = ProviderConfigurationReader.Read(body.Utf8, catalog);
        if (input is null)
        {
            return Faults.Of(findings);
        }

        var now = services.Now();
        return await SaveAsync(
            new ProviderConfigurationRow
            {
                Id = Id,
                Tenant = Tenants.Default,
                Name = input.Name,
                Description = input.Description,
                ProviderId = input.ProviderId,
                Status = Active,
                Version = 1,
                Config = ProviderConfigurationViews.Seal(Id, input.Config, secrets),
                Metadata = input.Metadata is { } metadata ? JsonText.ToUtf8Bytes(metadata) : ReadOnlyMemory<byte>.Empty,
                CreatedAt = now,
                UpdatedAt = now,
            },
            expectedVersion: 0,
            ("PROVIDER_CONFIG_CREATED", "CREATE"),
            caller);
    });

    public Task<Reply<ProviderConfigurationView>> GetAsync() => StorageCalls.RunAsync<ProviderConfigurationView>(async () =>
        await definitions.GetProviderConfigurationAsync(Id) is { } row
            ? await ViewAsync(row)
            : Faults.ProviderConfigurationNotFound(Id));

    public async Task<Reply<ProviderConfigurationView>> ChangeAsync(Json body, int? ifMatch, Caller caller)
    {
        var (change, findings) = ProviderConfigurationReader.ReadChange(body.Utf8);
        return change is null ? Faults.Of(findings) : await OnRowAsync(ifMatch, row => ChangeAsync(row, change, caller));
    }

    public Task<Reply<Done>> DeleteAsync(int? ifMatch, Caller caller) => OnRowAsync<Done>(ifMatch, async row =>
    {
        var entry = AuditEvents.Make(
            "PROVIDER_CONFIG_DELETED", "DELETE", AuditEvents.ProviderConfiguration, Id, caller, services.Now(),
            ("provider_config.id", Id.ToString()), ("provider_config.name", row.Name));
        var outcome = await definitions.DeleteProviderConfigurationAsync(Id, row.Version, [entry]);
        if (outcome is SaveOutcome.Saved)
        {
            await changes.InForceAsync(Id, row.Version + 1);
        }

        return outcome switch
        {
            SaveOutcome.Saved => Done.Instance,
            SaveOutcome.InUse => Faults.ProviderConfigurationInUse(Id),
            _ => Faults.LostRace(),
        };
    });

    public Task<Reply<ProviderConfigurationView>> EnableAsync(int? ifMatch, Caller caller) =>
        MoveAsync(ifMatch, Disabled, Active, "enabled", ("PROVIDER_CONFIG_ENABLED", "ENABLE"), caller);

    public Task<Reply<ProviderConfigurationView>> DisableAsync(int? ifMatch, Caller caller) =>
        MoveAsync(ifMatch, Active, Disabled, "disabled", ("PROVIDER_CONFIG_DISABLED", "DISABLE"), caller);

    public Task<Reply<ConnectivityTestView>> TestAsync(Caller caller) => OnRowAsync<ConnectivityTestView>(ifMatch: null, async row =>
    {
        if (ProviderConfigurationViews.Settings(row, secrets) is not { } settings)
        {
            return Faults.Make("FLK-0340", "The stored configuration cannot be read.");
        }

        var outcome = await connectivity.RunAsync(settings, CancellationToken.None);
        if (outcome.Report is not { } report)
        {
            return Faults.Make(outcome.RefusalCode!, outcome.RefusalMessage!);
        }

        var entry = AuditEvents.Make(
            "PROVIDER_CONFIG_TESTED", "TEST", AuditEvents.ProviderConfiguration, Id, caller, services.Now(),
            ("provider_config.name", row.Name), ("test.status", report.OverallStatus)) with
        { Result = report.OverallStatus == "passed" ? "SUCCESS" : "FAILED" };
        await definitions.RecordAsync([entry]);
        return ConnectivityViews.Of(Id, row.ProviderId, report);
    });

    public async Task<Reply<ProviderConfigurationView>> CloseCircuitAsync(Json body, Caller caller)
    {
        var (reason, findings) = CommandReason.Read(body.Utf8);
        return reason is null ? Faults.Of(findings) : await OnRowAsync<ProviderConfigurationView>(ifMatch: null, async row =>
        {
            if (ProviderConfigurationViews.Settings(row, secrets) is not { } settings)
            {
                return Faults.Make("FLK-0340", "The stored configuration cannot be read.");
            }

            if (await circuits.ReadAsync(settings) is null)
            {
                return Faults.GuardAway();
            }

            var entry = AuditEvents.Make(
                "PROVIDER_CIRCUIT_CLOSED", "CLOSE_CIRCUIT", AuditEvents.ProviderConfiguration, Id, caller, services.Now(),
                ("provider_config.name", row.Name), ("reason", reason));
            await definitions.RecordAsync([entry]);
            return await circuits.CloseAsync(settings) is { } closed
                ? ProviderConfigurationViews.Of(row, secrets, catalog) with { Breaker = closed }
                : Faults.GuardAway();
        });
    }

    private async Task<ProviderConfigurationView> ViewAsync(ProviderConfigurationRow row)
    {
        var view = ProviderConfigurationViews.Of(row, secrets, catalog);
        return ProviderConfigurationViews.Settings(row, secrets) is { } settings ? view with { Breaker = await circuits.ReadAsync(settings) } : view;
    }

    private async Task<Reply<ProviderConfigurationView>> ChangeAsync(
        ProviderConfigurationRow row, ProviderConfigurationChange sent, Caller caller)
    {
        var stored = ProviderConfigurationViews.Config(row, secrets) ?? EmptyObject;
        var (change, findings) = ProviderConfigurationReader.Check(sent, row.ProviderId, stored, catalog);
        if (findings.Count > 0)
        {
            return Faults.Of(findings);
        }

        var metadata = MetadataMerge.Apply(JsonText.TryParse(row.Metadata, out var kept) ? kept : null, change.Metadata);
        return await SaveAsync(
            row with
            {
                Name = change.Name ?? row.Name,
                Description = change.Description ?? row.Description,
                Config = change.Config is { } config ? ProviderConfigurationViews.Seal(Id, config, secrets) : row.Config,
                Metadata = metadata is { } merged && merged.EnumerateObject().Any() ? JsonText.ToUtf8Bytes(merged) : ReadOnlyMemory<byte>.Empty,
                Version = row.Version + 1,
                UpdatedAt = services.Now(),
            },
            row.Version,
            ("PROVIDER_CONFIG_UPDATED", "UPDATE"),
            caller);
    }

    private Task<Reply<ProviderConfigurationView>> MoveAsync(
        int? ifMatch, string from, string to, string action, (string Type, string Action) audited, Caller caller) =>
        OnRowAsync<ProviderConfigurationView>(ifMatch, async row => row.Status == from
            ? await SaveAsync(row with { Status = to, Version = row.Version + 1, UpdatedAt = services.Now() }, row.Version, audited, caller)
            : Faults.ProviderConfigurationStatus(row.Status, action));

    private Task<Reply<T>> OnRowAsync<T>(int? ifMatch, Func<ProviderConfigurationRow, Task<Reply<T>>> work) =>
        StorageCalls.RunAsync(async () => await definitions.GetProviderConfigurationAsync(Id) switch
        {
            null => Faults.ProviderConfigurationNotFound(Id),
            { } row when ifMatch is { } version && version != row.Version => Faults.VersionMismatch(row.Version),
            { } row => await work(row),
        });

    private async Task<Reply<ProviderConfigurationView>> SaveAsync(
        ProviderConfigurationRow row, int expectedVersion, (string Type, string Action) audited, Caller caller)
    {
        AuditEntry entry = AuditEvents.Make(
            audited.Type, audited.Action, AuditEvents.ProviderConfiguration, Id, caller, row.UpdatedAt,
            ("provider_config.name", row.Name), ("provider_config.provider_id", row.ProviderId));
        var outcome = await definitions.SaveProviderConfigurationAsync(row, expectedVersion, [entry]);
        if (outcome is SaveOutcome.Saved && expectedVersion > 0)
        {
            await changes.InForceAsync(Id, row.Version);
        }

        return outcome switch
        {
            SaveOutcome.Saved => expectedVersion > 0 ? await ViewAsync(row) : ProviderConfigurationViews.Of(row, secrets, catalog),
            SaveOutcome.NameTaken => Faults.ProviderConfigurationNameTaken(row.Name),
            _ => Faults.LostRace(),
        };
    }
}
