using Flowker.Storage;
using Flowker.Storage.Queries;

namespace Flowker.Grains.Recovery;

/// <summary>
/// Turns of executions that were taken over again and again for nothing are computed one at a time on a silo, each under a mark in the
/// database: when the silo dies, the mark says during whose turn.
/// </summary>
internal sealed class SuspectTurns(IExecutionClaims claims, ILocalSiloDetails silo) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1);

    /// <summary>Waits until no other suspect computes; what is returned ends the turn. Throws when the mark cannot be written.</summary>
    public async Task<IAsyncDisposable> EnterAsync(Guid executionId)
    {
        await _gate.WaitAsync();
        try
        {
            await claims.MarkAsync(executionId, silo.SiloAddress.ToParsableString());
            return new Turn(this, executionId);
        }
        catch
        {
            _gate.Release();
            throw;
        }
    }

    public void Dispose() => _gate.Dispose();

    private async ValueTask LeaveAsync(Guid executionId)
    {
        try
        {
            await claims.UnmarkAsync(executionId);
        }
        catch (StorageUnavailableException)
        {
            // It stays until the next turn's; a death in between is counted once too often.
        }
        finally
        {
            _gate.Release();
        }
    }

    private sealed class Turn(SuspectTurns turns, Guid executionId) : IAsyncDisposable
    {
        public ValueTask DisposeAsync() => turns.LeaveAsync(executionId);
    }
}
