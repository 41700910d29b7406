using System.Collections.Immutable;
using Flowker.Audit.Checkpoints;
using Flowker.Engine;
using Flowker.Grains.Audit.Evidence;
using Flowker.Grains.Audit.Keys;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Audit;
using Flowker.Storage.Audit;
using Orleans.Concurrency;

namespace Flowker.Grains.Audit;

/// <summary>Verifies the trail and makes evidence of it, from the tables alone.</summary>
[GrainType("flowker.audit-proof")]
[StatelessWorker]
[Reentrant]
internal sealed class AuditProofGrain(
    IAuditQueries audit, IAuditCheckpoints checkpoints, AuditVerifier verifier, EvidenceMaker evidence, AuditKeys keys, KeyDirectory directory, TimeProvider time)
    : Grain, IAuditProofGrain
{
    public Task<Reply<AuditVerification>> VerifyAsync(Guid eventId, bool fromCheckpoint) => StorageCalls.RunAsync<AuditVerification>(async () =>
    {
        if (await audit.GetAsync(eventId) is not { } row)
        {
            return Faults.AuditEventNotFound(eventId);
        }

        if (row.Place is not { } place)
        {
            return Faults.ProofNotReady("The event has no place in the chain yet.");
        }

        // Hashing is work for the pool: the grain's own scheduler stays free for others.
        var finding = await Task.Run(() => verifier.VerifyAsync(place.Sequence, fromCheckpoint, CancellationToken.None));
        return new AuditVerification
        {
            IsValid = finding.IsValid,
            FirstInvalidId = finding.Fault is { IsChange: true } fault ? fault.Sequence : null,
            TotalChecked = finding.Checked,
            Message = finding.Fault?.Message ?? $"{finding.Checked} entries were recomputed: contents, links and checkpoints are as they were written.",
        };
    });

    public Task<Reply<Json>> GetEvidenceAsync(Guid executionId, bool includePayloads) =>
        StorageCalls.RunAsync<Json>(() => evidence.MakeAsync(executionId, includePayloads));

    public Task<Reply<AuditCheckpoints>> ListCheckpointsAsync(long afterSequence, int limit) => StorageCalls.RunAsync<AuditCheckpoints>(async () =>
        new AuditCheckpoints
        {
            Checkpoints = [.. (await checkpoints.ListAsync(afterSequence, limit)).Select(c => Json.FromText(c.Body))],
            PublicKeys = limit == 0 ? await ListKeysAsync() : [],
        });

    // What signs now comes first.
    private async Task<ImmutableArray<string>> ListKeysAsync()
    {
        var (standing, signers) = await directory.GetAsync(CancellationToken.None);
        var first = (signers.Last?.Content.KeyId ?? (await keys.GetSigningAsync(CancellationToken.None))?.PublicKey.Id)?.ToString();
        return
        [
            .. standing.Keys
                .OrderBy(k => k.Id.ToString() == first ? 0 : 1)
                .Select(k => PublishedKeys.Write(k, isConfirmed: standing.Confirms(k.Id))),
        ];
    }

    public Task<Reply<Done>> AllowRemovalAsync(long throughSequence, string reason, Caller caller) => StorageCalls.RunAsync<Done>(async () =>
    {
        if (!PlainLine.Is(reason))
        {
            return Faults.Make("FLK-0302", $"reason {PlainLine.Rule}.");
        }

        var entry = AuditEvents.Make(
            "AUDIT_REMOVAL_ALLOWED", "DELETE", AuditEvents.Trail, Guid.Empty, caller, time.GetUtcNow(),
            AuditMetadata.Of(("through_sequence", throughSequence), ("reason", reason)));
        return await checkpoints.AllowRemovalAsync(throughSequence, entry)
            ? Done.Instance
            : Faults.Make("FLK-0302", $"No checkpoint ends at {throughSequence}, or removal is allowed up to there already.");
    });
}
