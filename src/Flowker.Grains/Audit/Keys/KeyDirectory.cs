using Flowker.Audit.Checkpoints;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit.Keys;

/// <summary>
/// The standing of the keys by all checkpoints that there are. What was read of them is kept, since they are only ever added.
/// </summary>
internal sealed class KeyDirectory(IAuditChain chain, IAuditCheckpoints checkpoints, AuditKeys keys, RegisteredKeys registered) : IDisposable
{
    private const int Batch = 1_024;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly Dictionary<long, KeyRegistration> _proven = [];
    private CheckpointTrail? _trail;
    private int _registered;

    public async Task<(KeyStanding Standing, CheckpointSigners Signers)> GetAsync(CancellationToken cancellationToken)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            var rows = await registered.ListAsync(cancellationToken);
            if (_trail is null || rows.Count != _registered)
            {
                // Which checkpoint covers an entry is noted as the checkpoints are read.
                (_trail, _registered) = (new CheckpointTrail((await chain.ReadHeadAsync(cancellationToken)).Chain, rows), rows.Count);
            }

            await ReadOnAsync(_trail, cancellationToken);
            foreach (var (key, cover) in _trail.Covered.Where(c => !_proven.ContainsKey(c.Key.Registration.Sequence)).ToList())
            {
                if (await registered.CheckAsync(key, cover, cancellationToken) is null)
                {
                    _proven[key.Registration.Sequence] = key.Registration;
                }
            }

            return (KeyStanding.Of(await keys.GetRootsAsync(cancellationToken), keys.Trusted, _trail.Signers, _proven.Values), _trail.Signers);
        }
        finally
        {
            _turn.Release();
        }
    }

    public void Dispose() => _turn.Dispose();

    // Up to where they are linked; what comes behind a break proves nothing.
    private async Task ReadOnAsync(CheckpointTrail trail, CancellationToken cancellationToken)
    {
        IReadOnlyList<CheckpointRow> rows;
        do
        {
            rows = await checkpoints.ListAsync(trail.Last?.LastSequence ?? 0, Batch, cancellationToken);
            if (rows.Any(row => trail.Add(row) is not null))
            {
                return;
            }

            trail.Forget();
        }
        while (rows.Count == Batch);
    }
}
