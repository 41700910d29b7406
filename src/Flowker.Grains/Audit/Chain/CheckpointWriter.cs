using Flowker.Audit;
using Flowker.Audit.Chain;
using Flowker.Audit.Checkpoints;
using Flowker.Grains.Audit.Keys;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit.Chain;

/// <summary>
/// Signs checkpoints over what this process hashed itself. What it did not, because another process added it before, is read
/// and recomputed first: nothing is signed that was only found in the database.
/// </summary>
internal sealed class CheckpointWriter(
    IAuditChain chain, IAuditCheckpoints checkpoints, AuditKeys keys, KeyCustody custody, RegisteredKeys registered, AuditOptions options,
    AuditMetrics metrics, TimeProvider time, ILogger logger)
{
    // While there is no key; then it is read again once there is one.
    private const int MaxUnsigned = 262_144;

    private readonly List<Sha256> _uncovered = [];
    private IReadOnlyList<NewKey> _unregistered = [];
    private ChainHead _head = null!;
    private SignedCheckpoint? _last;
    private SigningKey? _key;
    private bool _keysWereShared;
    private long _since;
    private bool _mayTrust;
    private bool _letGo;
    private bool _isFirstOfKey;
    private bool _isRegistered;

    /// <summary>Whether there is no key to sign with, or another one may have to.</summary>
    public bool NeedsKey => (_key is null && (_mayTrust || _letGo)) || _keysWereShared != keys.AreShared;

    /// <summary>Takes up where the last checkpoint ends. What is not as it was written is logged, and then nothing is signed.</summary>
    public async Task TakeUpAsync(ChainHead head, CancellationToken cancellationToken)
    {
        (_head, _since, _mayTrust, _letGo, _key) = (head, time.GetTimestamp(), false, false, null);
        _keysWereShared = keys.AreShared;
        _uncovered.Clear();
        custody.Begin();
        var stored = await checkpoints.GetLastAsync(cancellationToken);
        _last = stored is null ? null : Read(stored.Body);
        if (stored is not null && _last is null)
        {
            metrics.FaultFound();
            Log.ChainBroken(logger, $"The last checkpoint, at entry {stored.LastSequence}, is none of this chain.");
            return;
        }

        var walk = new ChainWalk(_last?.Content.LastSequence ?? 0, _last?.Content.HeadHash, []);
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
        await SeekKeyAsync(cancellationToken);
    }

    /// <summary>Looks for a key to sign with. False when there is one now, but what it is to sign must be taken up anew.</summary>
    public async Task<bool> SeekKeyAsync(CancellationToken cancellationToken)
    {
        if (!_mayTrust && !_letGo)
        {
            return true;
        }

        _keysWereShared = keys.AreShared;
        _key = await custody.ForAsync(_last, cancellationToken);
        _unregistered = _key is null ? [] : await custody.FindUnregisteredAsync(_key, _last, cancellationToken);
        (_isFirstOfKey, _isRegistered) = (_keysWereShared && _key is not null && _last?.Content.KeyId != _key.PublicKey.Id, false);
        return _key is null || !_letGo;
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

        if (_key is null)
        {
            if (_uncovered.Count > MaxUnsigned)
            {
                (_mayTrust, _letGo) = (false, true);
                _uncovered.Clear();
            }

            return true;
        }

        if (_uncovered.Count > 0 && !await RegisterAsync(cancellationToken))
        {
            return true;
        }

        while (_uncovered.Count >= options.CheckpointEvents || (_uncovered.Count > 0 && (ending || IsDue())))
        {
            if (!await SignAsync(_isFirstOfKey ? _uncovered.Count : Math.Min(_uncovered.Count, options.CheckpointEvents), cancellationToken))
            {
                return false;
            }
        }

        return true;
    }

    // With what is signed anyway: the events get their places at once. False while that of this key has none yet: the first checkpoint that
    // a key signs covers it, whole, however many events that are, so that nobody can take the key for one of before keys were registered.
    private async Task<bool> RegisterAsync(CancellationToken cancellationToken)
    {
        foreach (var key in _unregistered)
        {
            await registered.AddAsync(key, cancellationToken);
        }

        _unregistered = [];
        return _isRegistered = !_isFirstOfKey || _isRegistered
            || (await registered.ListAsync(cancellationToken)).Any(r => r.Registration.Key.Id == _key!.PublicKey.Id && r.Row.Sequence <= _head.Sequence);
    }

    private bool IsDue() => time.GetElapsedTime(_since) >= TimeSpan.FromSeconds(options.CheckpointSeconds);

    private async Task<bool> SignAsync(int count, CancellationToken cancellationToken)
    {
        var span = _uncovered[..count];
        var first = (_last?.Content.LastSequence ?? 0) + 1;
        var checkpoint = new Checkpoint
        {
            Chain = _head.Chain,
            FirstSequence = first,
            LastSequence = first + count - 1,
            HeadHash = span[^1],
            MerkleRoot = MerkleTree.Root(span),
            Time = time.GetUtcNow(),
            Previous = _last?.Content.Hash,
            KeyId = _key!.PublicKey.Id,
        };
        var signed = _key.Sign(checkpoint);
        if (!await checkpoints.AddAsync(new CheckpointRow(first, checkpoint.LastSequence, signed.ToJson()), cancellationToken))
        {
            return false;
        }

        metrics.CheckpointMade();
        _last = signed;
        _isFirstOfKey = false;
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

    private SignedCheckpoint? Read(string body)
    {
        try
        {
            var signed = SignedCheckpoint.Parse(body);
            return signed.Content.Chain == _head.Chain ? signed : null;
        }
        catch (FormatException)
        {
            return null;
        }
    }
}
