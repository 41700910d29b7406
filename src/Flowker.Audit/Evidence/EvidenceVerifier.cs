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
        List<string> unconfirmed = [];
        try
        {
            CheckCheckpoints(file, faults, unconfirmed);
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

        return faults.Count > 0 || unconfirmed.Count > 0
            ? new EvidenceReport { Faults = faults, Unconfirmed = [.. unconfirmed.Distinct()], Proven = [], NotProven = [] }
            : EvidenceFindings.Of(file, published);
    }

    private void CheckCheckpoints(EvidenceFile file, List<string> faults, List<string> unconfirmed)
    {
        foreach (var checkpoint in file.Checkpoints)
        {
            var (at, key) = (checkpoint.Content.LastSequence, checkpoint.Content.KeyId);
            if (!keys.Contains(key))
            {
                unconfirmed.Add($"Checkpoints are signed by an unconfirmed key, {key}: it is not among those that were given, so who signed is not known.");
            }
            else if (!keys.Verify(checkpoint))
            {
                faults.Add($"The signature of checkpoint {at} is not valid.");
            }
            else if (!keys.IsConfirmed(key))
            {
                unconfirmed.Add($"Checkpoints are signed by an unconfirmed key, {key}: no key before signed that it is the service's.");
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
        var checkpoints = file.Checkpoints.DistinctBy(c => c.Content.LastSequence).ToDictionary(c => c.Content.LastSequence, c => c.Content);
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
            if (!checkpoints.TryGetValue(evidence.Checkpoint, out var checkpoint))
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
