using Flowker.Grains.Executions;
using Flowker.Grains.Interfaces.Executions;
using Flowker.Grains.Telemetry;
using Flowker.Storage.Queries;

namespace Flowker.Grains.Recovery;

/// <summary>
/// Keeps the promise that every acknowledged execution ends: at start, whenever the membership changes, and every
/// <see cref="RecoveryOptions.Interval"/>, it takes over what no living silo drives and wakes its grain. Claims are bounded and never
/// overlap, so that all silos may sweep at once and share what a dead one left. Source: <c>design.md</c>, "Driving and recovery".
/// </summary>
internal sealed class RecoveryService(
    IExecutionQueries executions,
    ExecutionServices services,
    IGrainFactory grains,
    IClusterMembershipService membership,
    IExecutionClaims claims,
    LivingSilos living,
    LeftToOthers left,
    ExecutionMetrics metrics,
    RecoveryOptions options,
    ILogger<RecoveryService> logger) : BackgroundService
{
    private const int Batch = 256;
    private const int Parallel = 64;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var seen = membership.CurrentSnapshot.Version;
            var pause = options.Interval;
            try
            {
                await SweepAsync(stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Log.SweepFailed(logger, failure);
                pause = options.Pause;
            }

            // What a leaving silo lets go of goes on at once, however long its last call takes.
            await WaitAsync(seen, living.OneIsLeaving() ? options.IntervalWhileLeaving : pause, stoppingToken);
        }
    }

    private async Task SweepAsync(CancellationToken stopping)
    {
        var swept = 0;
        IReadOnlyList<Guid> claimed;
        do
        {
            claimed = await executions.ClaimAbandonedAsync(living.Holders(), services.Owner, Batch, stopping);
            await ResumeAsync(claimed, stopping);
            swept += claimed.Count;
        }
        while (claimed.Count == Batch);

        swept += await ResumeUndrivenAsync(stopping);
        foreach (var others in left.TakeAll())
        {
            foreach (var some in others.Chunk(Batch))
            {
                await claims.LetGoAsync(some, others.Key, stopping);
            }
        }

        metrics.Swept(swept, (await executions.FindAbandonedAsync(living.Holders(), limit: 0, stopping)).Abandoned);
        if (swept > 0)
        {
            Log.Swept(logger, swept);
        }
    }

    // An own execution without a driver here: its start's answer was lost, or its driver stopped at a failed write.
    private async Task<int> ResumeUndrivenAsync(CancellationToken stopping)
    {
        var resumed = 0;
        Guid? after = null;
        IReadOnlyList<Guid> open;
        do
        {
            open = await executions.ListOpenAsync(services.Owner, after, Batch, stopping);
            Guid[] undriven = [.. open.Where(id => !services.Driven.Contains(id) && !left.Contains(id))];
            await ResumeAsync(undriven, stopping);
            resumed += undriven.Length;
            after = open.Count > 0 ? open[^1] : null;
        }
        while (open.Count == Batch);

        return resumed;
    }

    private Task ResumeAsync(IReadOnlyList<Guid> ids, CancellationToken stopping) => System.Threading.Tasks.Parallel.ForEachAsync(
        ids,
        new ParallelOptions { MaxDegreeOfParallelism = Parallel, CancellationToken = stopping },
        async (id, _) =>
        {
            try
            {
                // By now somebody else may have woken it here.
                if (!services.Driven.Contains(id))
                {
                    await grains.GetGrain<IExecutionGrain>(id).ResumeUndrivenAsync(services.Owner);
                }
            }
            catch (Exception failure) when (!stopping.IsCancellationRequested)
            {
                Log.SweepFailed(logger, failure);
            }
        });

    private async Task WaitAsync(MembershipVersion seen, TimeSpan pause, CancellationToken stopping)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        enough.CancelAfter(pause);
        try
        {
            await foreach (var update in membership.MembershipUpdates.WithCancellation(enough.Token))
            {
                if (update.Version > seen)
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            // The pause is over.
        }
    }
}
