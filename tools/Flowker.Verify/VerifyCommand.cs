using System.Text;
using Flowker.Audit.Checkpoints;
using Flowker.Audit.Evidence;

namespace Flowker.Verify;

/// <summary>Runs one verification and says what it came to.</summary>
internal static class VerifyCommand
{
    // A file from outside decides how many faults it has.
    private const int MaxSentences = 25;

    public static ExitCode Run(string[] args, TextWriter output, TextWriter errors)
    {
        if (VerifyOptions.Read(args) is not { } options)
        {
            errors.WriteLine(VerifyOptions.Usage);
            return ExitCode.Unusable;
        }

        try
        {
            var keys = PublishedKeys.Read(options.Keys.Select(path => Encoding.UTF8.GetString(BoundedFile.Read(path, BoundedFile.MaxKeys))));
            return options.Kind == "evidence" ? VerifyEvidence(options, keys, output) : VerifyChain(options, keys, output);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            errors.WriteLine($"Nothing was verified. {failure.Message}");
            return ExitCode.Unusable;
        }
    }

    private static ExitCode VerifyEvidence(VerifyOptions options, TrustedKeys keys, TextWriter output)
    {
        var published = options.Anchor is { } anchor ? PublishedCheckpoints.Read(BoundedLines.Of(anchor), keys) : null;
        if (published is { InOrder.Count: 0 })
        {
            throw AnchorsNothing();
        }

        EvidenceFile file;
        try
        {
            file = EvidenceFile.Read(BoundedFile.Read(options.File, BoundedFile.MaxEvidence));
        }
        catch (FormatException failure) when (failure is not NoEvidenceException)
        {
            return Refuse(output, [failure.Message]);
        }

        var report = new EvidenceVerifier(keys, published).Verify(file);
        if (report.Faults.Count > 0)
        {
            return Refuse(output, report.Faults);
        }

        if (!report.Holds)
        {
            return NotConfirmed(output, report.Unconfirmed);
        }

        output.WriteLine(report.HasEnd ? "IT HOLDS." : "IT HOLDS, but the end of the execution is not in it: it was made before the end, or the end was cut off.");
        Write(output, "Proven:", report.Proven);
        Write(output, "Not proven:", report.NotProven);
        return ExitCode.Holds;
    }

    private static ExitCode VerifyChain(VerifyOptions options, TrustedKeys keys, TextWriter output)
    {
        List<SignedCheckpoint> published = [.. PublishedCheckpoints.Parse(BoundedLines.Of(options.Anchor!)).Select(c => c.Checkpoint)];
        if (published.Count == 0)
        {
            throw AnchorsNothing();
        }

        var walked = ExportWalk.Run(BoundedLines.Of(options.File), published, keys);
        if (walked.Fault is { } fault)
        {
            return Refuse(output, [fault]);
        }

        if (walked.Unconfirmed is { } unconfirmed)
        {
            return NotConfirmed(
                output,
                [
                    $"The published checkpoint {unconfirmed.LastSequence} is signed by an unconfirmed key, {unconfirmed.KeyId}: it was not given, and no key that is trusted signed that it is the service's.",
                    walked.Anchor is { } known
                        ? $"Up to entry {known.LastSequence} everything holds."
                        : "None of the published checkpoints is signed by a given key.",
                ]);
        }

        var anchor = walked.Anchor!;
        output.WriteLine($"IT HOLDS, up to entry {anchor.LastSequence}.");
        Write(
            output,
            "Proven:",
            [
                $"{walked.Sequence} entries, up to {walked.Sequence}, are linked without a gap.",
                $"Up to entry {anchor.LastSequence} they are those that were published on {anchor.Time:u}.",
            ]);
        Write(
            output,
            "Not proven:",
            [
                "That what the entries say is true: they are what the service recorded.",
                anchor.LastSequence == walked.Sequence
                    ? $"That there was nothing after {walked.Sequence}: what is cut off behind the last published checkpoint does not show."
                    : $"That entries after {anchor.LastSequence} were not changed or cut off: no published checkpoint covers them.",
            ]);
        return ExitCode.Holds;
    }

    private static FormatException AnchorsNothing() => new("The file of published checkpoints holds none, so it anchors nothing.");

    private static ExitCode Refuse(TextWriter output, IReadOnlyList<string> faults)
    {
        output.WriteLine("REFUSED.");
        Write(output, "Because:", faults);
        return ExitCode.Refused;
    }

    private static ExitCode NotConfirmed(TextWriter output, IReadOnlyList<string> doubts)
    {
        output.WriteLine("NOT CONFIRMED. Nothing was found changed.");
        Write(output, "Because:", doubts);
        return ExitCode.Unusable;
    }

    private static void Write(TextWriter output, string title, IReadOnlyList<string> sentences)
    {
        output.WriteLine(title);
        foreach (var sentence in sentences.Take(MaxSentences))
        {
            output.WriteLine($"  - {sentence}");
        }

        if (sentences.Count > MaxSentences)
        {
            output.WriteLine($"  - … and {sentences.Count - MaxSentences} more.");
        }
    }
}
