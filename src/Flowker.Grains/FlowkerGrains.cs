using System.Runtime.CompilerServices;
using Flowker.Engine.Catalog;
using Flowker.Executors.Egress;
using Flowker.Grains.Audit;
using Flowker.Grains.Audit.Chain;
using Flowker.Grains.Audit.Publication;
using Flowker.Grains.Executions;
using Flowker.Grains.Recovery;
using Flowker.Storage.Audit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

[assembly: InternalsVisibleTo("Flowker.Silo")]
[assembly: InternalsVisibleTo("Flowker.Grains.Tests")]

namespace Flowker.Grains;

/// <summary>What the grains need beside storage and executors.</summary>
public static class FlowkerGrains
{
    /// <summary>Call after the silo is added: the recovery must start after it and stop before it.</summary>
    public static IServiceCollection AddFlowkerGrains(this IServiceCollection services, RecoveryOptions? recovery = null, AuditOptions? audit = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(ProviderCatalog.BuiltIn);
        services.AddSingleton<PlanCache>();
        services.AddSingleton<ProviderSettingsCache>();
        services.AddSingleton<ProviderCalls>();
        services.AddSingleton<DrivenExecutions>();
        services.AddSingleton<ExecutionServices>();
        services.AddSingleton(recovery ?? new RecoveryOptions());
        services.AddHostedService<RecoveryService>();
        AddAudit(services, audit ?? new AuditOptions());
        return services;
    }

    private static void AddAudit(IServiceCollection services, AuditOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(AuditKeys.Load(options));
        services.AddSingleton<AuditMetrics>();
        services.AddSingleton<ChainLead>();
        services.AddSingleton<AuditVerifier>();
        services.AddHostedService<AuditChainService>();
        services.AddHostedService<CheckpointPublisher>();
        if (options.CheckpointFile is { Length: > 0 } file)
        {
            services.AddSingleton<ICheckpointTarget>(new CheckpointFile(file));
        }

        if (options.CheckpointWebhook is { Length: > 0 } address)
        {
            services.AddSingleton<ICheckpointTarget>(s => new CheckpointWebhook(
                new Uri(address), s.GetRequiredService<EgressClient>(), s.GetRequiredService<IAuditCheckpoints>(), s.GetRequiredService<ChainLead>()));
        }
    }
}
