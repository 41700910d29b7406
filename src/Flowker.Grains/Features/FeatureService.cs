using Flowker.Grains.Recovery;

namespace Flowker.Grains.Features;

/// <summary>Looks whether something can be switched on, until everything is.</summary>
internal sealed class FeatureService(FeatureSwitch features, LivingSilos living, FeatureOptions options, TimeProvider time, ILogger<FeatureService> logger)
    : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                if (await features.LookAsync(living.Owners(), stoppingToken))
                {
                    return;
                }
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Log.FeaturesNotRead(logger, failure);
            }

            await Task.Delay(options.Interval, time, stoppingToken);
        }
    }
}
