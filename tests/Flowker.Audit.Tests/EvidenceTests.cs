using System.Text;
using System.Text.Json.Nodes;
using Flowker.Audit.Checkpoints;
using Flowker.Audit.Evidence;

namespace Flowker.Audit.Tests;

/// <summary>A good file holds; a file in which anything at all was changed does not.</summary>
public sealed class EvidenceTests
{
    private static readonly Guid Execution = new("018f0000-0000-7000-8000-0000000000ee");

    [Fact]
    public void A_good_file_holds_and_says_what_it_does_not_prove()
    {
        using var trail = Story();
        var file = Make(trail);
        var report = Verify(trail, file);
        Assert.True(report.Holds, string.Join(" ", report.Faults));
        Assert.Contains(report.NotProven, s => s.Contains("--anchor", StringComparison.Ordinal));
        var anchored = new EvidenceVerifier(trail.Trusted, new PublishedCheckpoints(trail.Checkpoints.Select(c => c.Content)))
            .Verify(EvidenceFile.Read(file.Write()));
        Assert.True(anchored.Holds);
        Assert.DoesNotContain(anchored.NotProven, s => s.Contains("--anchor", StringComparison.Ordinal));
    }

    [Fact]
    public void Without_payloads_the_same_is_proven()
    {
        using var trail = Story();
        var report = Verify(trail, Make(trail) with { Payloads = [] });
        Assert.True(report.Holds);
        Assert.Contains(report.NotProven, s => s.Contains("hashes only", StringComparison.Ordinal));
    }

    [Fact]
    public void An_execution_that_goes_on_is_told_apart_from_one_that_has_ended()
    {
        using var trail = Story();
        var file = Make(trail);
        var report = Verify(trail, file with { Entries = [.. file.Entries.SkipLast(1)], Payloads = [] });
        Assert.True(report.Holds);
        Assert.Contains(report.NotProven, s => s.Contains("no end", StringComparison.Ordinal));
    }

    [Fact]
    public void Each_value_of_the_file_is_covered()
    {
        using var trail = Story();
        var good = Encoding.UTF8.GetString(Make(trail).Write());
        var places = Places(JsonNode.Parse(good)!, "$").ToList();
        Assert.True(places.Count > 100);
        foreach (var place in places)
        {
            foreach (var forged in Forgeries(good, place))
            {
                Assert.True(IsRefused(trail, forged), $"A change of {place} was not noticed.");
            }
        }
    }

    [Fact]
    public void What_is_left_out_or_repeated_or_exchanged_is_noticed()
    {
        using var trail = Story();
        var file = Make(trail);
        var count = file.Entries.Count;
        for (var i = 0; i < count - 1; i++)
        {
            Assert.False(Verify(trail, file with { Entries = [.. file.Entries.Where((_, n) => n != i)], Payloads = [] }).Holds);
            Assert.False(Verify(trail, file with { Entries = [.. file.Entries, file.Entries[i]] }).Holds);
            var swapped = file.Entries.ToArray();
            (swapped[i], swapped[i + 1]) = (swapped[i + 1], swapped[i]);
            Assert.False(Verify(trail, file with { Entries = swapped }).Holds);
        }

        Assert.All(file.Checkpoints, c => Assert.False(Verify(trail, file with { Checkpoints = [.. file.Checkpoints.Where(o => o != c)] }).Holds));
        Assert.False(Verify(trail, file with { Checkpoints = [.. file.Checkpoints, file.Checkpoints[0]] }).Holds);
        Assert.False(Verify(trail, file with { Payloads = [file.Payloads[0], file.Payloads[0]] }).Holds);
        Assert.False(Verify(trail, file with { Entries = [], Checkpoints = [], Payloads = [] }).Holds);
    }

    [Fact]
    public void A_file_made_of_a_chain_that_was_written_anew_needs_the_key_and_still_differs_from_what_was_published()
    {
        using var trail = Story();
        using var forged = Story(actor: "somebody else");
        Assert.False(new EvidenceVerifier(trail.Trusted, null).Verify(Make(forged)).Holds);
        var published = new PublishedCheckpoints(trail.Checkpoints.Select(c => c.Content));
        var report = new EvidenceVerifier(forged.Trusted, published).Verify(Make(forged));
        Assert.Contains(report.Faults, f => f.Contains("published", StringComparison.Ordinal));
    }

    [Fact]
    public void A_key_that_was_not_given_or_not_confirmed_is_told_apart_from_a_change()
    {
        using var trail = Story();
        using var other = SigningKey.Create();
        var file = Make(trail);
        foreach (var keys in new[] { new TrustedKeys([other.PublicKey]), new TrustedKeys([trail.Key.PublicKey], [trail.Key.PublicKey.Id]) })
        {
            var report = new EvidenceVerifier(keys, null).Verify(file);
            Assert.False(report.Holds);
            Assert.Empty(report.Faults);
            Assert.Contains("unconfirmed key", Assert.Single(report.Unconfirmed), StringComparison.Ordinal);
            var changed = new EvidenceVerifier(keys, null).Verify(file with { Definition = "other"u8.ToArray() });
            Assert.NotEmpty(changed.Faults);
        }
    }

    [Fact]
    public void Half_a_surrogate_pair_in_any_place_is_refused()
    {
        using var trail = Story();
        var good = Encoding.UTF8.GetString(Make(trail).Write());
        foreach (var quote in good.Select((c, i) => (c, i)).Where(x => x.c == '"').Select(x => x.i).ToList())
        {
            Assert.True(IsRefused(trail, good.Insert(quote + 1, "\\ud800")) || IsRefused(trail, good.Insert(quote, "\\ud800")), $"at {quote}");
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"format":"flowker.audit.evidence","version":2}""")]
    public void What_is_no_evidence_file_is_said_to_be_none(string text) =>
        Assert.Throws<NoEvidenceException>(() => EvidenceFile.Read(Encoding.UTF8.GetBytes(text)));

    private static Trail Story(string actor = "ops")
    {
        var trail = new Trail();
        var definition = Sha256.Of("definition"u8);
        Add("EXECUTION_STARTED", $$"""{"execution.event":"1","definition.sha256":"{{definition}}","input.sha256":"{{Sha256.Of("in"u8)}}"}""");
        trail.Add(Trail.Record("workflow", Guid.NewGuid(), "WORKFLOW_UPDATED", "{}"));
        Add("PROVIDER_CALL_STARTED", """{"execution.event":"2"}""");
        trail.Add(Trail.Record("workflow", Guid.NewGuid(), "WORKFLOW_UPDATED", "{}"));
        trail.Add(Trail.Record("workflow", Guid.NewGuid(), "WORKFLOW_UPDATED", "{}"));
        Add("PROVIDER_CALL_COMPLETED", """{"execution.event":"3","durationMs":12}""");
        Add("EXECUTION_COMPLETED", $$"""{"execution.event":"4","output.sha256":"{{Sha256.Of("out"u8)}}"}""");
        trail.Checkpoint();
        return trail;

        void Add(string type, string metadata) => trail.Add(Trail.Record("execution", Execution, type, metadata) with { ActorId = actor });
    }

    private static EvidenceFile Make(Trail trail) => new()
    {
        ExecutionId = Execution,
        Definition = "definition"u8.ToArray(),
        Entries =
        [
            .. trail.Records.Where(r => r.ResourceType == "execution").Select(r =>
            {
                var checkpoint = trail.Checkpoints.First(c => c.Content.LastSequence >= r.Sequence).Content;
                var span = trail.Hashes[((int)checkpoint.FirstSequence - 1)..(int)checkpoint.LastSequence];
                return new EvidenceEntry
                {
                    Entry = trail.Entry((int)r.Sequence),
                    Checkpoint = checkpoint.LastSequence,
                    Path = MerkleTree.Path(span, (int)(r.Sequence - checkpoint.FirstSequence)),
                };
            }),
        ],
        Checkpoints = trail.Checkpoints,
        Payloads =
        [
            new EvidencePayload { Name = EvidencePayload.Input, Body = "in"u8.ToArray() },
            new EvidencePayload { Name = EvidencePayload.Output, Body = "out"u8.ToArray() },
        ],
    };

    private static EvidenceReport Verify(Trail trail, EvidenceFile file) =>
        new EvidenceVerifier(trail.Trusted, null).Verify(EvidenceFile.Read(file.Write()));

    private static bool IsRefused(Trail trail, string text)
    {
        try
        {
            return !new EvidenceVerifier(trail.Trusted, null).Verify(EvidenceFile.Read(Encoding.UTF8.GetBytes(text))).Holds;
        }
        catch (FormatException)
        {
            return true;
        }
    }

    private static IEnumerable<string> Places(JsonNode node, string at) => node switch
    {
        JsonObject o => o.SelectMany(m => Places(m.Value!, m.Key.Contains('.', StringComparison.Ordinal) ? $"{at}['{m.Key}']" : $"{at}.{m.Key}")).Append(at),
        JsonArray a => a.SelectMany((n, i) => Places(n!, $"{at}[{i}]")),
        _ => [at],
    };

    // A value becomes another one, another kind, or goes; an object gets one more member.
    private static IEnumerable<string> Forgeries(string good, string place)
    {
        List<Action<JsonNode>> changes = [n => Replace(n, null)];
        changes.Add(n => Replace(n, n switch
        {
            JsonObject o => With(o),
            JsonValue v when v.TryGetValue<string>(out var text) => JsonValue.Create(Other(text)),
            JsonValue v => JsonValue.Create(v.GetValue<long>() + 1),
            _ => JsonValue.Create("x"),
        }));
        // A payload may be left out: its hash stays.
        if (place != "$" && !System.Text.RegularExpressions.Regex.IsMatch(place, @"^\$\.payloads\[\d\]$"))
        {
            changes.Add(n => Replace(n, remove: true));
        }

        foreach (var change in changes)
        {
            var root = new JsonArray(JsonNode.Parse(good)!);
            change(Find(root[0]!, place));
            yield return root.Count == 0 || root[0] is null ? "null" : root[0]!.ToJsonString();
        }
    }

    private static JsonNode Find(JsonNode root, string place)
    {
        var node = root;
        foreach (System.Text.RegularExpressions.Match step in System.Text.RegularExpressions.Regex.Matches(place[1..], @"\.(\w+)|\['([^']+)'\]|\[(\d+)\]"))
        {
            node = step.Groups[3].Success
                ? node[int.Parse(step.Groups[3].Value, System.Globalization.CultureInfo.InvariantCulture)]!
                : node[step.Groups[1].Success ? step.Groups[1].Value : step.Groups[2].Value]!;
        }

        return node;
    }

    private static void Replace(JsonNode node, JsonNode? value = null, bool remove = false)
    {
        switch (node.Parent)
        {
            case JsonObject parent when remove:
                parent.Remove(node.GetPropertyName());
                break;
            case JsonObject parent:
                parent[node.GetPropertyName()] = value;
                break;
            case JsonArray parent when remove:
                parent.RemoveAt(node.GetElementIndex());
                break;
            case JsonArray parent:
                parent[node.GetElementIndex()] = value;
                break;
        }
    }

    private static JsonObject With(JsonObject o)
    {
        var copy = (JsonObject)o.DeepClone();
        copy["added"] = "x";
        return copy;
    }

    private static string Other(string text) => text.Length == 0 ? "x" : (text[0] is 'a' ? 'b' : 'a') + text[1..];
}
