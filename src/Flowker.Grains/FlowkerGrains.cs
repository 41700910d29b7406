using System.Runtime.CompilerServices;
using Flowker.Grains.Audit;
using Flowker.Grains.Clocks;
using Flowker.Grains.Dashboards;
using Flowker.Grains.Executions;
using Flowker.Grains.Features;
using Flowker.Grains.Guards;
using Flowker.Grains.Providers;
using Flowker.Grains.Recovery;
using Flowker.Grains.Retention;
using Flowker.Grains.Secrets;
using Flowker.Grains.Telemetry;
using Flowker.Grains.Workflows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

[assembly: InternalsVisibleTo("Flowker.Silo")]
[assembly: InternalsVisibleTo("Flowker.Api.Tests")]
[assembly: InternalsVisibleTo("Flowker.Grains.Tests")]

namespace Flowker.Grains;

/// <summary>What the grains need beside storage and executors.</summary>
public static class FlowkerGrains
{
    /// <summary>Call after the silo is added: the recovery must start after it and stop before it.</summary>
    public static IServiceCollection AddFlowkerGrains(
        this IServiceCollection services,
        RecoveryOptions? recovery = null,
        SecretKeyOptions? secretKeys = null,
        RetentionOptions? retention = null,
        AuditOptions? audit = null,
        AdmissionOptions? admission = null,
        FeatureOptions? features = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<WorkClock>();
        services.AddSingleton(secretKeys ?? new SecretKeyOptions());
        services.AddSingleton<SecretKeyRing>();
        services.AddSingleton<SecretBox>();
        services.AddSingleton<PlanCache>();
        services.AddSingleton<ProviderLeases>();
        services.AddSingleton<ProviderChangesClient>();
        services.AddSingleton<ProviderChanges>();
        services.AddSingleton<CircuitDesk>();
        services.AddGrainService<ProviderChangesService>();
        services.AddSingleton<ProviderGuards>();
        services.AddSingleton<SiloDepartures>();
        services.AddHostedService(s => s.GetRequiredService<SiloDepartures>());
        services.AddSingleton<ProviderCalls>();
        services.AddSingleton<DrivenExecutions>();
        services.AddSingleton<ExecutionMetrics>();
        services.AddSingleton(admission ?? new AdmissionOptions());
        services.AddSingleton<StartAdmission>();
        services.AddSingleton<ExecutionServices>();
        services.AddSingleton<LivingSilos>();
        services.AddSingleton<SuspectTurns>();
        services.AddSingleton<LeftToOthers>();
        services.AddSingleton(recovery ?? new RecoveryOptions());
        services.AddSingleton(retention ?? new RetentionOptions());
        services.AddSingleton(features ?? new FeatureOptions());
        services.AddSingleton<FeatureSwitch>();
        services.AddSingleton<IFeatures>(s => s.GetRequiredService<FeatureSwitch>());
        services.AddHostedService<FeatureService>();
        services.AddHostedService<RecoveryService>();
        services.AddHostedService<RetentionService>();
        services.AddHostedService<RollupService>();
        services.AddHostedService<AcceptanceReview>();
        services.AddFlowkerAudit(audit ?? new AuditOptions());
        return services;
    }
}
