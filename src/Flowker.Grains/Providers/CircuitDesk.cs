using Flowker.Engine.Guards;
using Flowker.Executors;
using Flowker.Grains.Guards;
using Flowker.Grains.Interfaces.Guards;
using Flowker.Grains.Interfaces.Providers;

namespace Flowker.Grains.Providers;

/// <summary>Where people see a provider's circuit breaker, and close it.</summary>
internal sealed class CircuitDesk(IGrainFactory grains, ProviderChanges changes, TimeProvider time)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Null when the guard does not answer soon; a guard of version 0.1 cannot say.</summary>
    public Task<CircuitBreakerView?> ReadAsync(ProviderSettings provider) => AskAsync(provider, static (guard, limits) => guard.GetCircuitAsync(limits));

    /// <summary>Closed, as all silos that answer soon know then; null when the guard does not answer.</summary>
    public async Task<CircuitBreakerView?> CloseAsync(ProviderSettings provider)
    {
        var closed = await AskAsync(provider, static (guard, limits) => guard.CloseCircuitAsync(limits));
        if (closed is not null)
        {
            await changes.HeedAsync(provider.Id);
        }

        return closed;
    }

    private async Task<CircuitBreakerView?> AskAsync(ProviderSettings provider, Func<IProviderGuardGrain, GuardLimits, Task<CircuitReport>> ask)
    {
        try
        {
            var limits = ProviderGuard.LimitsOf(GuardSettings.Read(provider.Config), provider.Version);
            var report = await ask(grains.GetGrain<IProviderGuardGrain>(provider.Id), limits).WaitAsync(Patience, time);
            var now = time.GetUtcNow();
            return new CircuitBreakerView
            {
                State = report.State,
                Since = now - report.For,
                Until = now + report.Left,
                Failures = report.Failures,
            };
        }
        catch (Exception)
        {
            return null;
        }
    }
}
