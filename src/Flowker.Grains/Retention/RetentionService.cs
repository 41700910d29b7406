namespace Flowker.Grains.Retention;

/// <summary>Asks the retention grain, from every silo, whether something is due; the grain takes one request at a time.</summary>
internal sealed class RetentionService(IGrainFactory grains, RetentionOptions options, TimeProvider time, ILogger<RetentionService> logger)
    : BackgroundService
{
    // Leaves the database to others between two batches.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(50);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (options.Keep is not null && !stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await grains.GetGrain<IRetentionGrain>(0).DeleteBatchAsync())
                {
                    await Task.Delay(Breath, time, stoppingToken);
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Log.RetentionFailed(logger, failure);
            }

            await Task.Delay(options.Interval, time, stoppingToken);
        }
    }
}
