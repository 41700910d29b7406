using Flowker.Audit.Checkpoints;
using Flowker.Verify;

namespace Flowker.Audit.Tests;

/// <summary>The program that anyone can run: what it says, and its exit codes.</summary>
public sealed class VerifyCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flowker-verify-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_whole_export_holds_against_published_checkpoints()
    {
        using var trail = Trail.Of(10);
        var (code, text) = VerifyChain(trail, Lines(trail));
        Assert.Equal(ExitCode.Holds, code);
        Assert.Contains("10 entries", text, StringComparison.Ordinal);
        Assert.Contains("after 8", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("content", 5)]
    [InlineData("removed", 5)]
    [InlineData("swapped", 5)]
    [InlineData("tail", 7)]
    [InlineData("rewritten", 8)]
    [InlineData("added", 5)]
    public void Each_tampering_with_an_export_is_found(string how, int sequence)
    {
        using var trail = Trail.Of(10);
        var lines = Lines(trail);
        switch (how)
        {
            case "content":
                lines[4] = lines[4].Replace("WORKFLOW_UPDATED", "WORKFLOW_CREATED", StringComparison.Ordinal);
                break;
            case "removed":
                lines.RemoveAt(4);
                break;
            case "swapped":
                (lines[4], lines[5]) = (lines[5], lines[4]);
                break;
            case "tail":
                lines.RemoveRange(6, 4);
                break;
            case "added":
                lines[4] = lines[4].Replace("{\"action\"", "{\"a\":1,\"action\"", StringComparison.Ordinal);
                break;
            default:
                trail.Records[5] = trail.Records[5] with { ActorId = "nobody" };
                for (var i = 5; i < 10; i++)
                {
                    trail.Hashes[i] = Chain.EntryHash.Of(trail.Records[i], trail.Hashes[i - 1]);
                }

                lines = Lines(trail);
                break;
        }

        var (code, text) = VerifyChain(trail, lines);
        Assert.Equal(ExitCode.Refused, code);
        Assert.Contains($"ntry {sequence} ", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Another_key_verifies_nothing()
    {
        using var trail = Trail.Of(10);
        using var other = SigningKey.Create();
        var (code, text) = Run("chain", Write("export", Lines(trail)), "--key", Write("key", [other.PublicKey.ExportPem()]), "--anchor", Anchor(trail));
        Assert.Equal(ExitCode.Unusable, code);
        Assert.Contains("not signed by a given key", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("evidence")]
    [InlineData("evidence", "file")]
    [InlineData("evidence", "file", "--key")]
    [InlineData("chain", "file", "--key", "key")]
    [InlineData("other", "file", "--key", "key")]
    [InlineData("evidence", "file", "--key", "no-such-file")]
    public void What_cannot_be_read_is_not_verified(params string[] args) => Assert.Equal(ExitCode.Unusable, Run(args).Code);

    [Fact]
    public void A_file_that_is_no_evidence_is_refused()
    {
        using var key = SigningKey.Create();
        var (code, text) = Run("evidence", Write("file", ["{}"]), "--key", Write("key", [key.PublicKey.ExportPem()]));
        Assert.Equal(ExitCode.Refused, code);
        Assert.StartsWith("REFUSED", text, StringComparison.Ordinal);
    }

    private (ExitCode Code, string Text) VerifyChain(Trail trail, IEnumerable<string> lines) =>
        Run("chain", Write("export", lines), "--key", Write("key", [trail.Key.PublicKey.ExportPem()]), "--anchor", Anchor(trail));

    private string Anchor(Trail trail) => Write("anchor", trail.Checkpoints.Select(c => c.ToJson()));

    private static List<string> Lines(Trail trail) =>
        [.. Enumerable.Range(1, trail.Records.Count).Select(i => trail.Entry(i).GetRawText())];

    private string Write(string name, IEnumerable<string> lines)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllLines(path, lines);
        return path;
    }

    private static (ExitCode Code, string Text) Run(params string[] args)
    {
        using var output = new StringWriter();
        return (VerifyCommand.Run(args, output, output), output.ToString());
    }
}
