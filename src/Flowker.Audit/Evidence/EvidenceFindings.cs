using Flowker.Audit.Checkpoints;

namespace Flowker.Audit.Evidence;

/// <summary>Says plainly what a file that holds proves, and what it does not.</summary>
internal static class EvidenceFindings
{
    public static EvidenceReport Of(EvidenceFile file, PublishedCheckpoints? published)
    {
        var first = file.Checkpoints.Min(c => c.Content.Time);
        var last = file.Checkpoints.Max(c => c.Content.Time);
        var ended = new ExecutionStory(file).HasEnded;
        List<string> proven =
        [
            $"The {file.Entries.Count} events of execution {file.ExecutionId} are, to the letter, entries of the audit chain {file.Checkpoints[0].Content.Chain}.",
            "The holder of the given key signed the checkpoints that cover them" + (first == last ? $" ({first:u})." : $" ({first:u} to {last:u})."),
            "The definition is the one to which the execution was pinned when it started.",
            ended
                ? "The events are numbered from the start to the end of the execution, and none of them is left out."
                : "The events are numbered from the start of the execution, and none between them is left out.",
        ];
        if (file.Payloads.Count > 0)
        {
            proven.Add($"What is included as {string.Join(" and ", file.Payloads.Select(p => p.Name))} is what the events name by hash.");
        }

        List<string> open =
        [
            "That what the events say is true: they are what the service recorded. A provider's own records can confirm a call, by its request and response hashes.",
            "That the times are right: they are those of the service's clock.",
        ];
        if (published is null)
        {
            open.Add("That the holder of the key did not write the chain anew: compare with checkpoints that were published outside (--anchor).");
        }
        else
        {
            proven.Add("The checkpoints are those that were published outside, so the events have not changed since then.");
        }

        if (!ended)
        {
            open.Add("How the execution ended: the file holds no end. It was made before, or the end was cut off.");
        }

        if (file.Payloads.Count == 0)
        {
            open.Add("What was in the input and the output: the file holds their hashes only.");
        }

        return new EvidenceReport { Faults = [], Proven = proven, NotProven = open, HasEnd = ended };
    }
}
