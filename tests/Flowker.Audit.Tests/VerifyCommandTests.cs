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
        Assert.Contains("unconfirmed key", text, StringComparison.Ordinal);
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

    [Theory]
    [InlineData("evidence", "{}", "no evidence file")]
    [InlineData("evidence", "", "no evidence file")]
    [InlineData("evidence", "<html>", "no evidence file")]
    [InlineData("evidence", """{"format":"flowker.audit.evidence","version":2}""", "version")]
    [InlineData("evidence", """{"code":"FLK-9998","title":"x","message":"y"}""", "FLK-9998")]
    [InlineData("evidence", """{"code":"FLK-9998\u001b[2J","title":"x"}""", "no evidence file.")]
    [InlineData("chain", "", "empty")]
    [InlineData("chain", "{}", "no export")]
    [InlineData("chain", "<html>", "no export")]
    [InlineData("chain", """{"code":"FLK-9998","title":"x","message":"y"}""", "no export")]
    public void What_is_something_else_is_not_called_forged(string kind, string content, string said)
    {
        using var trail = Trail.Of(10);
        var (code, text) = Run(kind, Write("file", [content]), "--key", Key(trail), "--anchor", Anchor(trail));
        Assert.Equal(ExitCode.Unusable, code);
        Assert.StartsWith("Nothing was verified.", text, StringComparison.Ordinal);
        Assert.Contains(said, text, StringComparison.Ordinal);
        Assert.DoesNotContain("\u001b", text, StringComparison.Ordinal);
    }

    [Theory, InlineData("evidence"), InlineData("chain")]
    public void An_anchor_without_checkpoints_anchors_nothing(string kind)
    {
        // Whoever has the key, or makes one, makes such a chain.
        using var trail = Trail.Of(10);
        foreach (var nothing in new[] { Array.Empty<string>(), ["", " "] })
        {
            var (code, text) = Run(kind, Write("export", Lines(trail)), "--key", Key(trail), "--anchor", Write("anchor", nothing));
            Assert.Equal(ExitCode.Unusable, code);
            Assert.Contains("anchors nothing", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_verdict_says_up_to_where_it_reaches_since_a_tail_may_be_cut_off_behind_it()
    {
        using var trail = Trail.Of(10);
        foreach (var count in new[] { 8, 9, 10 })
        {
            var (code, text) = VerifyChain(trail, Lines(trail).Take(count));
            Assert.Equal(ExitCode.Holds, code);
            Assert.StartsWith("IT HOLDS, up to entry 8.", text, StringComparison.Ordinal);
            Assert.Contains("cut off", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_anywhere_is_a_fault_of_the_file_and_no_crash()
    {
        using var trail = Trail.Of(10);
        var lines = Lines(trail);
        var anchor = trail.Checkpoints.Select(c => c.ToJson()).ToList();
        foreach (var half in new[] { "\\ud800", "\\udc00", "\\ud800x" })
        {
            foreach (var member in new[] { "hash", "previousHash", "eventType", "eventId", "metadata" })
            {
                var broken = lines.ToList();
                broken[4] = broken[4].Replace($"\"{member}\":", $"\"{half}\":1,\"{member}\":", StringComparison.Ordinal);
                Assert.Equal(ExitCode.Refused, VerifyChain(trail, broken).Code);
                broken[4] = System.Text.RegularExpressions.Regex.Replace(lines[4], $"\"{member}\":\"[^\"]*\"", _ => $"\"{member}\":\"{half}\"");
                Assert.Equal(member == "metadata", VerifyChain(trail, broken).Code is ExitCode.Holds);
            }

            foreach (var member in new[] { "signature", "headHash", "chain", "time", "keyId" })
            {
                var broken = anchor.ToList();
                broken[1] = System.Text.RegularExpressions.Regex.Replace(anchor[1], $"\"{member}\":\"[^\"]*\"", _ => $"\"{member}\":\"{half}\"");
                Assert.NotEqual(anchor[1], broken[1]);
                var (code, text) = Run("chain", Write("export", lines), "--key", Key(trail), "--anchor", Write("anchor", broken));
                Assert.Equal(ExitCode.Unusable, code);
                Assert.Contains("Line 2", text, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void A_line_or_file_without_end_does_not_fill_the_memory()
    {
        using var trail = Trail.Of(4);
        var line = Path.Combine(_folder, "endless");
        using (var file = new StreamWriter(line))
        {
            for (var i = 0; i <= BoundedLines.MaxLength / 1_000; i++)
            {
                file.Write(new string('x', 1_000));
            }
        }

        foreach (var args in new[]
        {
            new[] { "chain", line, "--key", Key(trail), "--anchor", Anchor(trail) },
            ["chain", Write("export", Lines(trail)), "--key", Key(trail), "--anchor", line],
            ["chain", Write("export", Lines(trail)), "--key", line, "--anchor", Anchor(trail)],
        })
        {
            var (code, text) = Run(args);
            Assert.Equal(ExitCode.Unusable, code);
            Assert.Contains("l", text, StringComparison.Ordinal);
            Assert.True(text.Contains("longer than", StringComparison.Ordinal) || text.Contains("larger than", StringComparison.Ordinal), text);
        }
    }

    [Fact]
    public void Keys_are_read_as_the_service_publishes_them()
    {
        using var trail = Trail.Of(10);
        using var old = SigningKey.Create();
        var published = PublishedKeys.Write(old.PublicKey, isConfirmed: true) + PublishedKeys.Write(trail.Key.PublicKey, isConfirmed: true);
        Assert.Equal(ExitCode.Holds, Run("chain", Write("export", Lines(trail)), "--key", Write("keys", [published]), "--anchor", Anchor(trail)).Code);
    }

    [Fact]
    public void A_key_that_no_key_before_signed_is_told_apart_from_a_change()
    {
        using var trail = Trail.Of(10);
        var published = Write("keys", [PublishedKeys.Write(trail.Key.PublicKey, isConfirmed: false)]);
        var (code, text) = Run("chain", Write("export", Lines(trail)), "--key", published, "--anchor", Anchor(trail));
        Assert.Equal(ExitCode.Unusable, code);
        Assert.StartsWith("NOT CONFIRMED", text, StringComparison.Ordinal);
        Assert.Contains("unconfirmed key", text, StringComparison.Ordinal);

        // Whoever knows the key from elsewhere gives it himself.
        Assert.Equal(ExitCode.Holds, Run("chain", Write("export", Lines(trail)), "--key", published, "--key", Key(trail), "--anchor", Anchor(trail)).Code);

        // A change is one, whoever signed.
        var lines = Lines(trail);
        lines[4] = lines[4].Replace("WORKFLOW_UPDATED", "WORKFLOW_CREATED", StringComparison.Ordinal);
        Assert.Equal(ExitCode.Refused, Run("chain", Write("export", lines), "--key", published, "--anchor", Anchor(trail)).Code);
    }

    [Fact]
    public void A_key_that_a_trusted_key_signed_for_need_not_be_given()
    {
        using var second = SigningKey.Create();
        foreach (var (registered, code) in new[] { (true, ExitCode.Holds), (false, ExitCode.Unusable) })
        {
            using var trail = Trail.Of(3);
            trail.Add(registered ? Trail.Registration(second.PublicKey) : Trail.Record("workflow", Guid.NewGuid(), "WORKFLOW_UPDATED", "{}"));
            using var before = trail.Succeed(SigningKey.FromPem(second.ExportPem()));
            for (var i = 0; i < 4; i++)
            {
                trail.Add(Trail.Record("workflow", Guid.NewGuid(), "WORKFLOW_UPDATED", "{}"));
            }

            var args = new[] { "chain", Write("export", Lines(trail)), "--key", Write("key", [before.PublicKey.ExportPem()]), "--anchor", Anchor(trail) };
            var (given, text) = Run(args);
            Assert.Equal(code, given);
            Assert.Contains(registered ? "up to entry 8" : "Up to entry 4 everything holds", text, StringComparison.Ordinal);
        }
    }

    private (ExitCode Code, string Text) VerifyChain(Trail trail, IEnumerable<string> lines) =>
        Run("chain", Write("export", lines), "--key", Key(trail), "--anchor", Anchor(trail));

    private string Key(Trail trail) => Write("key", [trail.Key.PublicKey.ExportPem()]);

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
