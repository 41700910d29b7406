using Flowker.Grains.Guards;
using Flowker.Grains.Interfaces.Providers;

namespace Flowker.Grains.Providers;

/// <summary>
/// Brings a change of a provider configuration into force: when it is answered, no living silo begins a call with what was before.
/// Every silo is told; one that does not confirm, since it stands still, is gone or knows no such message, has no more than a lease
/// of what it read before, and that is waited for.
/// </summary>
internal sealed class ProviderChanges(
    ProviderChangesClient silos, SiloDepartures departures, IClusterMembershipService membership, TimeProvider time, ILogger<ProviderChanges> logger)
{
    // For the last steps between a silo's look at its lease and its call.
    private static readonly TimeSpan Margin = TimeSpan.FromMilliseconds(250);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>To be called once the change is stored.</summary>
    public async Task InForceAsync(Guid providerConfigId, int version)
    {
        var stored = time.GetTimestamp();
        if (await TellAsync(silo => silo.ForgetAsync(providerConfigId, version), ProviderLeases.LeaseTime)
            && departures.SinceLast > ProviderLeases.LeaseTime + Margin)
        {
            return;
        }

        Log.ChangeWaits(logger, providerConfigId);
        var left = ProviderLeases.LeaseTime + Margin - time.GetElapsedTime(stored);
        if (left > TimeSpan.Zero)
        {
            await Task.Delay(left, time);
        }
    }

    /// <summary>Lets all silos hear what their guards of this provider do not know yet; who does not answer hears of it in time.</summary>
    public Task<bool> HeedAsync(Guid providerConfigId) => TellAsync(silo => silo.HeedAsync(providerConfigId), Patience);

    /// <summary>True when all silos that may be calling have answered in time.</summary>
    private async Task<bool> TellAsync(Func<IProviderChanges, Task> tell, TimeSpan patience)
    {
        using var patient = new CancellationTokenSource(patience, time);
        try
        {
            // A silo that is not in the table yet reads what is stored now.
            await membership.Refresh().AsTask().WaitAsync(patient.Token);
            var told = membership.CurrentSnapshot.Members.Values
                .Where(m => m.Status is not (SiloStatus.Dead or SiloStatus.None or SiloStatus.Created))
                .Select(m => tell(silos.On(m.SiloAddress)))
                .ToArray();
            await Task.WhenAll(told).WaitAsync(patient.Token);
            return true;
        }
        catch (Exception)
        {
            // Away, too slow, or of a version that does not know this: all the same.
            return false;
        }
    }
}
