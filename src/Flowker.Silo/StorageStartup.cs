using Flowker.Grains.Secrets;
using Flowker.Storage;

namespace Flowker.Silo;

/// <summary>Makes the database ready before the silo starts, and lets it go after the silo has stopped.</summary>
internal sealed class StorageStartup(FlowkerDatabase database, SecretKeyRing secretKeys) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await StartAsync(database, cancellationToken);
        secretKeys.Load();
    }

    // One process for one database: a second one would drive the first one's executions too.
    private static async Task StartAsync(FlowkerDatabase database, CancellationToken cancellationToken)
    {
        await database.TakeExclusiveUseAsync(cancellationToken);
        await database.InitializeAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
