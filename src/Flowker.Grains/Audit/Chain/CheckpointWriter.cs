using Flowker.Audit;
using Flowker.Audit.Chain;
using Flowker.Audit.Checkpoints;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit.Chain;

/// <summary>
/// Signs checkpoints over what this process hashed itself. What it did not, because another process added it before, is read
/// and recomputed first: nothing is signed that was only found in the database.
/// </summary>
internal sealed class CheckpointWriter(
    IAuditChain chain, IAuditCheckpoints checkpoints, AuditKeys keys, AuditOptions options, AuditMetrics metrics, TimeProvider time, ILogger logger)
{
    private readonly List<Sha256> _uncovered = [];
    private ChainHead _head = null!;
    private Checkpoint? _last;
    private long _since;
    private bool _mayTrust;

    /// <summary>Takes up where the last checkpoint ends. What is not as it was written is logged, and then nothing is signed.</summary>
    public async Task TakeUpAsync(ChainHead head, CancellationToken cancellationToken)
    {
        (_head, _since, _mayTrust) = (head, time.GetTimestamp(), false);
        _uncovered.Clear();
        var stored = await checkpoints.GetLastAsync(cancellationToken);
        _last = stored is null ? null : Read(stored.Body);
        if (stored is not null && _last is null)
        {
            metrics.FaultFound();
            Log.CheckpointNotTrusted(logger, stored.LastSequence);
            return;
        }

        var walk = new ChainWalk(_last?.LastSequence ?? 0, _last?.HeadHash, []);
        while (walk.Sequence < head.Sequence)
        {
            var rows = await chain.ReadAsync(walk.Sequence + 1, ChainWriter.BatchSize, cancellationToken);
            var fault = rows.Count == 0 ? new ChainFault(walk.Sequence + 1, ChainFaultKind.Missing) : Walk(walk, rows);
            if (fault is not null)
            {
                metrics.FaultFound();
                Log.ChainBroken(logger, fault.Message);
                return;
            }
        }

        _mayTrust = walk.Hash == head.Hash.ToHash();
    }

    /// <summary>Takes in what was added to the chain, and signs what has become due. False when another process signed it.</summary>
    public async Task<bool> TakeInAsync(ChainHead head, IReadOnlyList<Sha256> added, bool ending, CancellationToken cancellationToken)
    {
        if (_uncovered.Count == 0 && added.Count > 0)
        {
            _since = time.GetTimestamp();
        }

        _head = head;
        if (_mayTrust)
        {
            _uncovered.AddRange(added);
        }

        while (_uncovered.Count >= options.CheckpointEvents || (_uncovered.Count > 0 && (ending || IsDue())))
        {
            if (!await SignAsync(Math.Min(_uncovered.Count, options.CheckpointEvents), cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsDue() => time.GetElapsedTime(_since) >= TimeSpan.FromSeconds(options.CheckpointSeconds);

    private async Task<bool> SignAsync(int count, CancellationToken cancellationToken)
    {
        var span = _uncovered[..count];
        var first = (_last?.LastSequence ?? 0) + 1;
        var checkpoint = new Checkpoint
        {
            Chain = _head.Chain,
            FirstSequence = first,
            LastSequence = first + count - 1,
            HeadHash = span[^1],
            MerkleRoot = MerkleTree.Root(span),
            Time = time.GetUtcNow(),
            Previous = _last?.Hash,
            KeyId = keys.Signing.PublicKey.Id,
        };
        var signed = keys.Signing.Sign(checkpoint);
        if (!await checkpoints.AddAsync(new CheckpointRow(first, checkpoint.LastSequence, signed.ToJson()), cancellationToken))
        {
            return false;
        }

        metrics.CheckpointMade();
        _last = checkpoint;
        _uncovered.RemoveRange(0, count);
        _since = time.GetTimestamp();
        return true;
    }

    private ChainFault? Walk(ChainWalk walk, IReadOnlyList<ChainRow> rows)
    {
        foreach (var row in rows.TakeWhile(r => r.Sequence <= _head.Sequence))
        {
            var recomputed = row.Event is { } entry ? EntryHash.Of(entry.At(row.Sequence), walk.Hash) : default;
            if (row.Event is null || row.Hash.ToHash() is not { } stored)
            {
                return new ChainFault(row.Sequence, ChainFaultKind.Content);
            }

            if (walk.Step(row.Sequence, stored, recomputed) is { } fault)
            {
                return fault;
            }

            _uncovered.Add(stored);
        }

        return null;
    }

    private Checkpoint? Read(string body)
    {
        try
        {
            var signed = SignedCheckpoint.Parse(body);
            return signed.Content.Chain == _head.Chain && keys.Trusted.Verify(signed) ? signed.Content : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
