using Flowker.Audit.Canonical;
using Flowker.Audit.Chain;
using Flowker.Audit.Checkpoints;

namespace Flowker.Audit.Evidence;

/// <summary>
/// Verifies an evidence file with nothing but public keys, and, where there are any, checkpoints that were published outside of
/// the operator's reach. It never trusts a field because another one of the same file says so.
/// </summary>
public sealed class EvidenceVerifier(TrustedKeys keys, PublishedCheckpoints? published)
{
    public EvidenceReport Verify(EvidenceFile file)
    {
        ArgumentNullException.ThrowIfNull(file);
        List<string> faults = [];
        try
        {
            CheckCheckpoints(file, faults);
            CheckEntries(file, faults);
            if (faults.Count == 0)
            {
                new ExecutionStory(file).Check(faults);
            }
        }
        catch (FormatException failure)
        {
            faults.Add(failure.Message);
        }

        return faults.Count > 0
            ? new EvidenceReport { Faults = faults, Proven = [], NotProven = [] }
            : EvidenceFindings.Of(file, published);
    }

    private void CheckCheckpoints(EvidenceFile file, List<string> faults)
    {
        foreach (var checkpoint in file.Checkpoints)
        {
            var at = checkpoint.Content.LastSequence;
            if (!keys.Contains(checkpoint.Content.KeyId))
            {
                faults.Add($"Checkpoint {at} names a key that was not given.");
            }
            else if (!keys.Verify(checkpoint))
            {
                faults.Add($"The signature of checkpoint {at} is not valid.");
            }

            if (published is not null && !published.Holds(checkpoint.Content))
            {
                faults.Add($"Checkpoint {at} is not the one that was published, or none was published there.");
            }
        }

        if (file.Checkpoints.Select(c => c.Content.Chain).Distinct().Count() > 1)
        {
            faults.Add("The checkpoints are of different chains.");
        }

        if (file.Checkpoints.Select(c => c.Content.LastSequence).Distinct().Count() != file.Checkpoints.Count)
        {
            faults.Add("A checkpoint is repeated.");
        }
    }

    private static void CheckEntries(EvidenceFile file, List<string> faults)
    {
        var last = 0L;
        foreach (var evidence in file.Entries)
        {
            var sequence = evidence.Entry.Integer("sequence");
            var hash = EntryHash.Of(evidence.Entry);
            if (evidence.Entry.Hash("hash") != hash)
            {
                faults.Add($"Entry {sequence} is not what was hashed.");
            }

            if (sequence <= last)
            {
                faults.Add($"Entry {sequence} is out of order.");
            }

            last = sequence;
            if (file.Checkpoints.FirstOrDefault(c => c.Content.LastSequence == evidence.Checkpoint)?.Content is not { } checkpoint)
            {
                faults.Add($"Entry {sequence} is covered by no checkpoint of the file.");
            }
            else if (!MerkleTree.IsProven(hash, sequence - checkpoint.FirstSequence, checkpoint.Size, evidence.Path, checkpoint.MerkleRoot))
            {
                faults.Add($"Entry {sequence} is not in the tree of checkpoint {evidence.Checkpoint}.");
            }
        }
    }
}
