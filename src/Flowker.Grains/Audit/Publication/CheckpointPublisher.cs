using Flowker.Storage;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit.Publication;

/// <summary>Tells every target of the checkpoints that it does not have yet. A target that is away holds up no other.</summary>
internal sealed class CheckpointPublisher(
    IEnumerable<ICheckpointTarget> targets, IAuditCheckpoints checkpoints, TimeProvider time, ILogger<CheckpointPublisher> logger) : BackgroundService
{
    private const int Batch = 256;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(15);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(targets.Select(target => ServeAsync(target, stoppingToken)));

    private async Task ServeAsync(ICheckpointTarget target, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            var pause = Pause;
            try
            {
                await PublishAsync(target, stopping);
            }
            catch (StorageUnavailableException)
            {
                // The chain waits too, and says so.
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                Log.CheckpointNotPublished(logger, target.Name, failure.GetType().Name);
                pause = PauseAfterFailure;
            }

            await Task.Delay(pause, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PublishAsync(ICheckpointTarget target, CancellationToken stopping)
    {
        IReadOnlyList<CheckpointRow> due;
        do
        {
            if (await target.GetPublishedAsync(stopping) is not { } published)
            {
                return;
            }

            due = await checkpoints.ListAsync(published, Batch, stopping);
            foreach (var checkpoint in due)
            {
                await target.PublishAsync(checkpoint, stopping);
            }
        }
        while (due.Count == Batch);
    }
}
