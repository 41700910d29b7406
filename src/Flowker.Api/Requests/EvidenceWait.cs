using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Audit;

namespace Flowker.Api.Requests;

/// <summary>
/// Waits for the checkpoint that evidence needs, for as long as the caller asks. Each look costs reads of the database, so only some may
/// wait at once; the others are answered as if they had not asked to.
/// </summary>
internal sealed class EvidenceWait(TimeProvider time)
{
    public const int MaxSeconds = 60;

    private const int MaxWaiting = 64;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private int _waiting;

    public async Task<Reply<Json>> GetAsync(IAuditProofGrain proof, Guid execution, bool payloads, TimeSpan patience, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var evidence = await proof.GetEvidenceAsync(execution, payloads);
        if (!IsToCome(evidence) || patience <= TimeSpan.Zero || Interlocked.Increment(ref _waiting) > MaxWaiting && Leave())
        {
            return evidence;
        }

        try
        {
            for (var pause = FirstPause; IsToCome(evidence) && patience - time.GetElapsedTime(begun) is { Ticks: > 0 } left; pause = Longer(pause))
            {
                await Task.Delay(pause < left ? pause : left, time, cancellationToken);
                evidence = await proof.GetEvidenceAsync(execution, payloads);
            }

            return evidence;
        }
        finally
        {
            Leave();
        }
    }

    private static bool IsToCome(Reply<Json> evidence) => !evidence.Ok && evidence.Fault.Code == Errors.ErrorRegistry.Unavailable;

    private static TimeSpan Longer(TimeSpan pause) => 2 * pause < LongestPause ? 2 * pause : LongestPause;

    private bool Leave()
    {
        Interlocked.Decrement(ref _waiting);
        return true;
    }
}
