using Orleans.Configuration;

namespace Flowker.Silo;

/// <summary>
/// How silos watch each other. A dead one must be known within 5 seconds, and one that is merely slow should not be taken for dead:
/// three probes in a row must fail, and two silos must say so where there are as many.
/// </summary>
internal static class FailureDetection
{
    public static void Tune(ClusterMembershipOptions membership)
    {
        membership.ProbeTimeout = TimeSpan.FromSeconds(1);
        // The timeout follows what a silo's answers take; beyond this bound the promise of 5 seconds would not hold.
        membership.MaxProbeTimeout = TimeSpan.FromSeconds(1.25);
        membership.NumMissedProbesLimit = 3;
        membership.NumVotesForDeathDeclaration = 2;
        membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        // After all silos have died at once, the first new one waits until their signs of life are this old, three times over.
        membership.IAmAliveTablePublishTimeout = TimeSpan.FromSeconds(2);
        membership.NumMissedTableIAmAliveLimit = 3;
        // A silo that dies while it joins is found out by its missing answers. Its age says nothing where a clock was set.
        membership.EvictWhenMaxJoinAttemptTimeExceeded = false;
    }
}
