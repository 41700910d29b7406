using Flowker.Storage;
using Flowker.Storage.Statistics;

namespace Flowker.Grains.Dashboards;

/// <summary>Counts executions that ended, in the background; what it has not counted yet the dashboards count themselves.</summary>
internal sealed class RollupService(IExecutionStatistics statistics, TimeProvider time, ILogger<RollupService> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    // Long transactions would keep the writer of an embedded database waiting.
    private const int MaxAtOnce = 2_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            do
            {
                await RollUpAsync(stoppingToken);
            }
            while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException)
        {
            // Asked to stop.
        }
    }

    private async Task RollUpAsync(CancellationToken stopping)
    {
        try
        {
            while (await statistics.RollUpAsync(MaxAtOnce, stopping) == MaxAtOnce)
            {
                stopping.ThrowIfCancellationRequested();
            }
        }
        catch (StorageUnavailableException failure)
        {
            Log.RollupFailed(logger, failure);
        }
    }
}
