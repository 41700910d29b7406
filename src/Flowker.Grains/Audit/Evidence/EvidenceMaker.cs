using System.Text.Json;
using Flowker.Audit;
using Flowker.Audit.Chain;
using Flowker.Audit.Checkpoints;
using Flowker.Audit.Evidence;
using Flowker.Engine.Executions;
using Flowker.Grains.Audit.Chain;
using Flowker.Grains.Executions;
using Flowker.Grains.Interfaces;
using Flowker.Storage.Audit;
using Flowker.Storage.Definitions;
using Flowker.Storage.Journal;
using Flowker.Storage.Queries;

namespace Flowker.Grains.Audit.Evidence;

/// <summary>Gathers what proves one execution: its entries, their proofs, the checkpoints, the definition, and payloads where asked for.</summary>
internal sealed class EvidenceMaker(
    IExecutionQueries executions, IDefinitionStore definitions, IJournal journal, IAuditChain chain, IAuditCheckpoints checkpoints)
{
    // An execution has a few events for each node and attempt.
    private const int MaxEvents = 100_000;

    public async Task<Reply<Json>> MakeAsync(Guid executionId, bool includePayloads)
    {
        if (await executions.GetAsync(executionId) is not { } execution)
        {
            return Faults.ExecutionNotFound(executionId);
        }

        var rows = await chain.ReadByResourceAsync(AuditEvents.Execution, executionId.ToString(), MaxEvents);
        var recorded = (await journal.ReadAsync(executionId)).SelectMany(e => ExecutionEventCodec.Decode(e.Events.Span)).ToList();
        if (rows.Count < ExecutionAudit.Count(recorded))
        {
            return Faults.ProofNotReady("Not all events of the execution have their place in the chain yet.");
        }

        if (await CoverAsync(rows) is not { } covering)
        {
            return Faults.ProofNotReady("No checkpoint covers the last events of the execution yet.");
        }

        if (await definitions.GetPinnedDefinitionAsync(execution.DefinitionHash) is not { } definition)
        {
            return Faults.Make("FLK-9999", "The definition that the execution is pinned to is missing.");
        }

        return new Json(new EvidenceFile
        {
            ExecutionId = executionId,
            Definition = definition,
            Entries = [.. await ProveAsync(rows, covering)],
            Checkpoints = covering,
            Payloads = includePayloads ? [.. Payloads(ExecutionFold.Fold(recorded))] : [],
        }.Write());
    }

    // Null when one is not covered yet.
    private async Task<List<SignedCheckpoint>?> CoverAsync(IReadOnlyList<ChainRow> rows)
    {
        List<SignedCheckpoint> covering = [];
        foreach (var row in rows)
        {
            if (covering.Count > 0 && covering[^1].Content.LastSequence >= row.Sequence)
            {
                continue;
            }

            if (await checkpoints.ListAsync(row.Sequence - 1, 1) is not [var next])
            {
                return null;
            }

            covering.Add(SignedCheckpoint.Parse(next.Body));
        }

        return covering;
    }

    private async Task<List<EvidenceEntry>> ProveAsync(IReadOnlyList<ChainRow> rows, List<SignedCheckpoint> covering)
    {
        List<EvidenceEntry> entries = [];
        foreach (var checkpoint in covering.Select(c => c.Content))
        {
            // One more before the span: the first entry names its hash.
            var hashes = (await chain.ReadHashesAsync(checkpoint.FirstSequence - 1, checkpoint.LastSequence)).Select(h => new Sha256(h)).ToList();
            var before = checkpoint.FirstSequence == 1 ? 0 : 1;
            var leaves = hashes[before..];
            foreach (var row in rows.Where(r => r.Sequence >= checkpoint.FirstSequence && r.Sequence <= checkpoint.LastSequence))
            {
                var index = (int)(row.Sequence - checkpoint.FirstSequence);
                Sha256? previous = row.Sequence == 1 ? null : hashes[index + before - 1];
                entries.Add(new EvidenceEntry
                {
                    Entry = EntryJson.Of(row.Event!.At(row.Sequence), new Sha256(row.Hash), previous),
                    Checkpoint = checkpoint.LastSequence,
                    Path = MerkleTree.Path(leaves, index),
                });
            }
        }

        return entries;
    }

    private static IEnumerable<EvidencePayload> Payloads(ExecutionState state)
    {
        yield return Payload(EvidencePayload.Input, state.Input);
        if (FinalOutput.Of(state) is { } output)
        {
            yield return Payload(EvidencePayload.Output, output);
        }
    }

    private static EvidencePayload Payload(string name, JsonElement value) => new() { Name = name, Body = PayloadText.Of(value) };
}
