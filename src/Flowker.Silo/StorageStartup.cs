using Flowker.Grains.Audit.Keys;
using Flowker.Grains.Features;
using Flowker.Grains.Secrets;
using Flowker.Storage;

namespace Flowker.Silo;

/// <summary>Makes the database ready before the silo starts, and lets it go after the silo has stopped.</summary>
internal sealed class StorageStartup(FlowkerDatabase database, SecretKeyRing secretKeys, FeatureSwitch features, ForeignKeyCheck auditKeys) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await database.TakeExclusiveUseAsync(cancellationToken);
        await database.InitializeAsync(cancellationToken);
        await features.BeginAsync(cancellationToken);
        secretKeys.Load();
        await auditKeys.RunAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
