using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Executors;
using Flowker.Executors.Connectivity;
using Flowker.Grains.Audit;
using Flowker.Grains.Executions;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executors;
using Flowker.Grains.Interfaces.Providers;
using Flowker.Grains.Providers;
using Flowker.Grains.Secrets;
using Flowker.Grains.Workflows;
using Flowker.Storage.Audit;
using Flowker.Storage.Definitions;
using Orleans.Concurrency;

namespace Flowker.Grains.Executors;

/// <summary>One executor configuration. It keeps nothing in memory: the version in the database decides between two changes.</summary>
[GrainType("flowker.executor-configuration")]
[Reentrant]
internal sealed class ExecutorConfigurationGrain(
    IExecutorConfigurationStore configurations, SecretBox secrets, ConnectivityTest connectivity, ExecutionServices services)
    : Grain, IExecutorConfigurationGrain
{
    private Guid Id => this.GetPrimaryKey();

    public Task<Reply<ExecutorConfigurationView>> CreateAsync(Json body, Caller caller) => StorageCalls.RunAsync<ExecutorConfigurationView>(async () =>
    {
        var (configuration, findings) = Read(body, stored: null);
        if (configuration is null)
        {
            return Faults.Of(findings);
        }

        var now = services.Now();
        var row = new ExecutorConfigurationRow
        {
            Id = Id,
            Tenant = Tenants.Default,
            Name = configuration.Name,
            // What is created is complete: its rules ask for an address and an endpoint.
            Status = "configured",
            Version = 1,
            Body = ExecutorConfigurationViews.Seal(Id, configuration, secrets),
            CreatedAt = now,
            UpdatedAt = now,
        };
        return await SaveAsync(row, 0, ("EXECUTOR_CONFIG_CREATED", "CREATE"), caller);
    });

    public Task<Reply<ExecutorConfigurationView>> GetAsync() =>
        OnRowAsync<ExecutorConfigurationView>(ifMatch: null, row => Task.FromResult<Reply<ExecutorConfigurationView>>(View(row)));

    // A body that cannot be read is told before anything is looked up; what else is wrong with it before the status is looked
    // at, except what only the stored secrets decide.
    public Task<Reply<ExecutorConfigurationView>> ReplaceAsync(Json body, int? ifMatch, Caller caller) =>
        Read(body, stored: null).Findings is [{ Code: Faults.UnreadableCode }, ..] unreadable
            ? Task.FromResult<Reply<ExecutorConfigurationView>>(Faults.Of(unreadable))
            : ReplaceReadableAsync(body, ifMatch, caller);

    private Task<Reply<ExecutorConfigurationView>> ReplaceReadableAsync(Json body, int? ifMatch, Caller caller) =>
        OnRowAsync<ExecutorConfigurationView>(ifMatch, async row =>
        {
            var stored = ExecutorConfigurationViews.Open(row, secrets);
            var (configuration, findings) = Read(body, stored);
            if (configuration is null && !IsFieldRule(findings[0].Code))
            {
                return Faults.Of(findings);
            }

            if (row.Status is not ("unconfigured" or "configured"))
            {
                return Faults.ExecutorConfigurationStatus(row.Status, "changed");
            }

            if (configuration is null)
            {
                return Faults.Of(findings);
            }

            configuration = configuration with { Metadata = MetadataMerge.Apply(stored?.Metadata, configuration.Metadata) };
            var changed = row with
            {
                Name = configuration.Name,
                Body = ExecutorConfigurationViews.Seal(Id, configuration, secrets),
                Version = row.Version + 1,
                UpdatedAt = services.Now(),
            };
            return await SaveAsync(changed, row.Version, ("EXECUTOR_CONFIG_UPDATED", "UPDATE"), caller);
        });

    public Task<Reply<Done>> DeleteAsync(int? ifMatch, Caller caller) => OnRowAsync<Done>(ifMatch, async row =>
    {
        if (row.Status is "tested" or "active")
        {
            return Faults.ExecutorConfigurationStatus(row.Status, "deleted");
        }

        return await configurations.DeleteAsync(Id, row.Version, [Entry(row.Name, ("EXECUTOR_CONFIG_DELETED", "DELETE"), caller)]) is SaveOutcome.Saved
            ? Done.Instance
            : Faults.LostRace();
    });

    public Task<Reply<ConnectivityTestView>> TestAsync(Caller caller) => OnRowAsync<ConnectivityTestView>(ifMatch: null, async row =>
    {
        if (ExecutorConfigurationViews.Open(row, secrets) is not { } configuration)
        {
            return Faults.Make("FLK-0340", "The stored configuration cannot be read.");
        }

        var outcome = await connectivity.RunAsync(new ProviderSettings(Id, "http", ExecutorConfigurationViews.AsProvider(configuration)), CancellationToken.None);
        if (outcome.Report is not { } report)
        {
            return Faults.Make(outcome.RefusalCode!, outcome.RefusalMessage!);
        }

        var now = services.Now();
        var tested = row with
        {
            Status = row.Status == "configured" && report.OverallStatus == "passed" ? "tested" : row.Status,
            LastTestedAt = now,
            Version = row.Version + 1,
            UpdatedAt = now,
        };
        var saved = await SaveAsync(tested, row.Version, ("EXECUTOR_CONFIG_TESTED", "TEST"), caller, report.OverallStatus == "passed");
        return saved.Ok ? ConnectivityViews.Of(Id, "http", report) : saved.Fault;
    });

    public Task<Reply<ExecutorConfigurationView>> ActivateAsync(int? ifMatch, Caller caller) =>
        MoveAsync(ifMatch, "tested", "active", "activated", ("EXECUTOR_CONFIG_ACTIVATED", "ACTIVATE"), caller);

    public Task<Reply<ExecutorConfigurationView>> DisableAsync(int? ifMatch, Caller caller) =>
        MoveAsync(ifMatch, "active", "disabled", "disabled", ("EXECUTOR_CONFIG_DISABLED", "DISABLE"), caller);

    public Task<Reply<ExecutorConfigurationView>> EnableAsync(int? ifMatch, Caller caller) =>
        MoveAsync(ifMatch, "disabled", "active", "enabled", ("EXECUTOR_CONFIG_ENABLED", "ENABLE"), caller);

    private Task<Reply<ExecutorConfigurationView>> MoveAsync(
        int? ifMatch, string from, string to, string action, (string Type, string Action) audited, Caller caller) =>
        OnRowAsync<ExecutorConfigurationView>(ifMatch, async row => row.Status == from
            ? await SaveAsync(row with { Status = to, Version = row.Version + 1, UpdatedAt = services.Now() }, row.Version, audited, caller)
            : Faults.ExecutorConfigurationStatus(row.Status, action));

    private static (ExecutorConfiguration? Configuration, IReadOnlyList<Engine.Finding> Findings) Read(Json body, ExecutorConfiguration? stored)
    {
        var (configuration, findings) = ExecutorConfigurationReader.Read(body.Utf8);
        if (configuration?.Authentication.Config is not { } sent)
        {
            return (configuration, findings);
        }

        var before = stored?.Authentication.Config ?? default(JsonElement);
        var restored = SecretMask.Restore(sent, before);
        if (restored.Unknown.Count > 0)
        {
            return (null, [.. restored.Unknown.Select(at => new Engine.Finding(
                "FLK-0302", $"authentication.config{at} is masked, but there is no secret that the mask could stand for.", $"authentication.config{at}"))]);
        }

        IEnumerable<string> baseUrl = Destinations.OriginOf(configuration.BaseUrl) == Destinations.OriginOf(stored?.BaseUrl ?? "") ? [] : ["baseUrl"];
        findings = Destinations.Check(restored.Kept, [.. baseUrl, .. Destinations.Moved(before, restored.Config)], "authentication.config");
        return findings.Count > 0
            ? (null, findings)
            : (configuration with { Authentication = configuration.Authentication with { Config = restored.Config } }, findings);
    }

    // Those that come after the status in the order of evaluation. Source: spec/reference-api.md, 5.5.
    private static bool IsFieldRule(string code) => string.CompareOrdinal(code, "FLK-0260") >= 0 && string.CompareOrdinal(code, "FLK-0267") <= 0;

    private Task<Reply<T>> OnRowAsync<T>(int? ifMatch, Func<ExecutorConfigurationRow, Task<Reply<T>>> work) =>
        StorageCalls.RunAsync(async () => await configurations.GetAsync(Id) switch
        {
            null => Faults.ExecutorConfigurationNotFound(Id),
            { } row when ifMatch is { } version && version != row.Version => Faults.VersionMismatch(row.Version),
            { } row => await work(row),
        });

    private async Task<Reply<ExecutorConfigurationView>> SaveAsync(
        ExecutorConfigurationRow row, int expectedVersion, (string Type, string Action) audited, Caller caller, bool success = true)
    {
        var entry = Entry(row.Name, audited, caller) with { Result = success ? "SUCCESS" : "FAILED" };
        return await configurations.SaveAsync(row, expectedVersion, [entry]) switch
        {
            SaveOutcome.Saved => View(row),
            SaveOutcome.NameTaken => Faults.ExecutorConfigurationNameTaken(row.Name),
            _ => Faults.LostRace(),
        };
    }

    private AuditEntry Entry(string name, (string Type, string Action) audited, Caller caller) => AuditEvents.Make(
        audited.Type, audited.Action, AuditEvents.ExecutorConfiguration, Id, caller, services.Now(), ("executor_config.name", name));

    private ExecutorConfigurationView View(ExecutorConfigurationRow row) => ExecutorConfigurationViews.Of(row, secrets);
}
