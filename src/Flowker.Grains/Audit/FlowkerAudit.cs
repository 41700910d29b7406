using Flowker.Executors;
using Flowker.Executors.Egress;
using Flowker.Grains.Audit.Chain;
using Flowker.Grains.Audit.Evidence;
using Flowker.Grains.Audit.Keys;
using Flowker.Grains.Audit.Publication;
using Flowker.Storage.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace Flowker.Grains.Audit;

/// <summary>The chain's writer, its signer, its publisher and its verifier.</summary>
internal static class FlowkerAudit
{
    public static void AddFlowkerAudit(this IServiceCollection services, AuditOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton<AuditKeys>();
        services.AddSingleton<RegisteredKeys>();
        services.AddSingleton<KeyDirectory>();
        services.AddSingleton<KeyCustody>();
        services.AddSingleton<ForeignKeyCheck>();
        services.AddSingleton<AuditMetrics>();
        services.AddSingleton<ChainLead>();
        services.AddSingleton<AuditVerifier>();
        services.AddSingleton<EvidenceMaker>();
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

        if (options.CheckpointS3 is { } store)
        {
            services.AddSingleton<ICheckpointTarget>(s => new CheckpointS3(
                store, s.GetRequiredService<ExecutorRegistry>(), s.GetRequiredService<IAuditCheckpoints>(), s.GetRequiredService<ChainLead>()));
        }
    }
}
