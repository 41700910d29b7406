using Flowker.Audit.Checkpoints;
using Flowker.Audit.Evidence;

namespace Flowker.Verify;

/// <summary>Runs one verification and says what it came to.</summary>
internal static class VerifyCommand
{
    public static ExitCode Run(string[] args, TextWriter output, TextWriter errors)
    {
        if (VerifyOptions.Read(args) is not { } options)
        {
            errors.WriteLine(VerifyOptions.Usage);
            return ExitCode.Unusable;
        }

        try
        {
            var keys = new TrustedKeys([.. options.Keys.Select(path => VerificationKey.FromPem(File.ReadAllText(path)))]);
            var published = options.Anchor is { } anchor ? PublishedCheckpoints.Read(File.ReadLines(anchor), keys) : null;
            return options.Kind == "evidence" ? VerifyEvidence(options, keys, published, output) : VerifyChain(options, published!, output);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            errors.WriteLine($"Nothing was verified. {failure.Message}");
            return ExitCode.Unusable;
        }
    }

    private static ExitCode VerifyEvidence(VerifyOptions options, TrustedKeys keys, PublishedCheckpoints? published, TextWriter output)
    {
        EvidenceFile file;
        try
        {
            file = EvidenceFile.Read(File.ReadAllBytes(options.File));
        }
        catch (FormatException failure)
        {
            return Refuse(output, [failure.Message]);
        }

        var report = new EvidenceVerifier(keys, published).Verify(file);
        if (!report.Holds)
        {
            return Refuse(output, report.Faults);
        }

        output.WriteLine("IT HOLDS.");
        Write(output, "Proven:", report.Proven);
        Write(output, "Not proven:", report.NotProven);
        return ExitCode.Holds;
    }

    private static ExitCode VerifyChain(VerifyOptions options, PublishedCheckpoints published, TextWriter output)
    {
        var (walked, fault) = ExportWalk.Run(File.ReadLines(options.File), published);
        if (fault is not null)
        {
            return Refuse(output, [fault]);
        }

        output.WriteLine("IT HOLDS.");
        Write(output, "Proven:", [$"{walked.Checked} entries, up to {walked.Sequence}, are linked without a gap.", ExportWalk.Anchored(walked)]);
        Write(
            output,
            "Not proven:",
            [
                "That what the entries say is true: they are what the service recorded.",
                .. walked.Met?.LastSequence == walked.Sequence
                    ? Array.Empty<string>()
                    : [$"That entries after {walked.Met?.LastSequence ?? 0} were not changed: no published checkpoint covers them."],
            ]);
        return ExitCode.Holds;
    }

    private static ExitCode Refuse(TextWriter output, IReadOnlyList<string> faults)
    {
        output.WriteLine("REFUSED.");
        Write(output, "Because:", faults);
        return ExitCode.Refused;
    }

    private static void Write(TextWriter output, string title, IReadOnlyList<string> sentences)
    {
        output.WriteLine(title);
        foreach (var sentence in sentences)
        {
            output.WriteLine($"  - {sentence}");
        }
    }
}
