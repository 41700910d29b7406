using Flowker.Audit;
using Flowker.Audit.Chain;
using Flowker.Audit.Checkpoints;
using Flowker.Grains.Audit.Chain;
using Flowker.Grains.Audit.Keys;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit;

/// <summary>
/// Recomputes every hash of the chain up to an entry, and to the checkpoint that covers it, from stored content. Batches are
/// read while the one before is hashed, so memory does not grow with the chain. Source: <c>docs/audit-proof.md</c>, "Verification".
/// </summary>
internal sealed class AuditVerifier(
    IAuditChain chain, IAuditCheckpoints checkpoints, AuditKeys keys, RegisteredKeys registered, AuditOptions options, AuditMetrics metrics)
{
    private const int Batch = 4_096;
    private const int CheckpointBatch = 1_024;

    /// <summary>
    /// From the first entry that is still held, or from the last checkpoint before the target. The walk ends at the first fault. Who
    /// signed is looked at too, but what was changed is said first.
    /// </summary>
    public async Task<AuditFinding> VerifyAsync(long target, bool fromCheckpoint, CancellationToken cancellationToken)
    {
        var head = await chain.ReadHeadAsync(cancellationToken);
        var copy = options.CheckpointFile is { Length: > 0 } path ? LastLine.Of(path) : null;
        var trail = new CheckpointTrail(head.Chain, await registered.ListAsync(cancellationToken), copy);
        var (start, cover, fault) = await ReadCheckpointsAsync(trail, target, fromCheckpoint, cancellationToken);
        var (broken, doubt) = fault is null ? await CheckKeysAsync(trail, cancellationToken) : (fault, null);
        var finding = broken is null ? await WalkAsync(trail, start, cover, target, cancellationToken) : new AuditFinding(0, broken);
        if (!finding.IsValid)
        {
            metrics.FaultFound();
        }

        return finding.IsValid && doubt is not null ? finding with { Fault = doubt } : finding;
    }

    // Each names the hash of its predecessor, so one signature speaks for all checkpoints before it.
    private async Task<(Checkpoint? Start, Checkpoint? Cover, ChainFault? Fault)> ReadCheckpointsAsync(
        CheckpointTrail trail, long target, bool fromCheckpoint, CancellationToken cancellationToken)
    {
        var removed = await checkpoints.GetRemovableAsync(cancellationToken);
        Checkpoint? start = null, cover = null;
        IReadOnlyList<CheckpointRow> rows;
        do
        {
            rows = await checkpoints.ListAsync(trail.Last?.LastSequence ?? 0, CheckpointBatch, cancellationToken);
            foreach (var row in rows)
            {
                if (trail.Add(row) is { } fault)
                {
                    return (null, null, fault);
                }

                var last = trail.Last!;
                if (last.LastSequence < target && (fromCheckpoint || last.LastSequence <= removed))
                {
                    start = last;
                    trail.Forget();
                }
                else if (last.FirstSequence <= target && last.LastSequence >= target)
                {
                    cover = last;
                }
            }
        }
        while (rows.Count == CheckpointBatch);

        return (start, cover, await CheckEndAsync(trail, cancellationToken));
    }

    // What is broken, and, apart from it, what only cannot be confirmed.
    private async Task<(ChainFault? Broken, ChainFault? Doubt)> CheckKeysAsync(CheckpointTrail trail, CancellationToken cancellationToken)
    {
        foreach (var (key, covering) in trail.Covered)
        {
            if (await registered.CheckAsync(key, covering, cancellationToken) is { } fault)
            {
                return (fault, null);
            }
        }

        var standing = KeyStanding.Of(
            await keys.GetRootsAsync(cancellationToken), keys.Trusted, trail.Signers, [.. trail.Covered.Select(c => c.Key.Registration)]);
        var copy = trail.CheckCopy(standing);
        return copy is { IsChange: true } ? (copy, null) : (standing.FindForgery(), standing.FindDoubt() ?? copy);
    }

    // The tail may be cut off behind the target too.
    private async Task<ChainFault?> CheckEndAsync(CheckpointTrail trail, CancellationToken cancellationToken)
    {
        if (trail.Last is not { } last)
        {
            return null;
        }

        var stored = await chain.ReadHashesAsync(last.LastSequence, last.LastSequence, cancellationToken);
        return stored.Count == 0
            ? new ChainFault((await chain.ReadHeadAsync(cancellationToken)).Sequence is var end && end < last.LastSequence ? end + 1 : last.LastSequence, ChainFaultKind.Missing)
            : null;
    }

    private async Task<AuditFinding> WalkAsync(
        CheckpointTrail trail, Checkpoint? start, Checkpoint? cover, long target, CancellationToken cancellationToken)
    {
        var end = cover?.LastSequence ?? target;
        var ahead = trail.Ahead.Where(c => c.LastSequence < end);
        var walk = new ChainWalk(start?.LastSequence ?? 0, start?.HeadHash, cover is null ? ahead : ahead.Append(cover));
        var reading = chain.ReadAsync(walk.Sequence + 1, Batch, cancellationToken);
        while (walk.Sequence < end)
        {
            var rows = await reading;
            if (rows.Count == 0)
            {
                return new AuditFinding(walk.Checked, new ChainFault(walk.Sequence + 1, ChainFaultKind.Missing));
            }

            reading = rows[^1].Sequence < end ? chain.ReadAsync(rows[^1].Sequence + 1, Batch, cancellationToken) : Task.FromResult(rows);
            if (Walk(walk, rows, end) is { } fault)
            {
                await reading;
                return new AuditFinding(walk.Checked, fault);
            }
        }

        return new AuditFinding(walk.Checked, null);
    }

    // Each hash is recomputed on the stored hash before it, so all can be at once; the walk then compares them one by one.
    private static ChainFault? Walk(ChainWalk walk, IReadOnlyList<ChainRow> rows, long end)
    {
        var recomputed = new Sha256?[rows.Count];
        var before = walk.Hash;
        Parallel.For(0, rows.Count, i =>
        {
            var previous = i == 0 ? before : rows[i - 1].Hash.ToHash();
            recomputed[i] = rows[i].Event is { } entry ? EntryHash.Of(entry.At(rows[i].Sequence), previous) : null;
        });
        for (var i = 0; i < rows.Count && rows[i].Sequence <= end; i++)
        {
            var row = rows[i];
            var fault = recomputed[i] is { } hash && row.Hash.ToHash() is { } stored
                ? walk.Step(row.Sequence, stored, hash)
                : new ChainFault(Math.Min(row.Sequence, walk.Sequence + 1), ChainFaultKind.Missing);
            if (fault is not null)
            {
                return fault;
            }
        }

        return null;
    }
}

/// <summary>What a verification came to.</summary>
internal sealed record AuditFinding(long Checked, ChainFault? Fault)
{
    public bool IsValid => Fault is null;
}
