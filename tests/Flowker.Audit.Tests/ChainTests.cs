using System.Buffers;
using System.Text;
using System.Text.Json;
using CsCheck;
using Flowker.Audit.Canonical;
using Flowker.Audit.Chain;

namespace Flowker.Audit.Tests;

/// <summary>The hashes of entries, and what a walk along them finds.</summary>
public sealed class ChainTests
{
    [Fact]
    public void The_bytes_that_are_hashed_are_those_of_the_standard() =>
        Gen.Select(Gen.String, Gen.String, Gen.OneOfConst("{}", "{ }", """{"b":1,"a":{"d":[1.50]}}""", "no json", """{"n":12345678901234567890}""", "[1]"))
            .Sample((actor, resource, details) =>
            {
                var record = Trail.Record("execution", Guid.NewGuid(), "EXECUTION_STARTED", details) with
                {
                    ActorId = Valid(actor),
                    ResourceId = Valid(resource),
                    Context = details,
                    Sequence = 7,
                };
                var buffer = new ArrayBufferWriter<byte>();
                CanonicalEntry.Write(buffer, record, Sha256.Of("before"u8));
                return buffer.WrittenSpan.SequenceEqual(CanonicalJson.Encode(JsonElement.Parse(buffer.WrittenSpan)));
            });

    [Fact]
    public void Details_are_in_canonical_form_whether_they_were_before_or_not()
    {
        // Pieces of which many make a canonical object, and many nearly one.
        var piece = Gen.OneOf(
            Gen.OneOfConst("{", "}", ":", ",", "\"", " ", "\\", "\\u0041", "\\n", "\u001f", "é", "\\ud800", "\u007f", "null", "[", "{}", "1.0", "1e2"),
            Gen.OneOfConst("{\"a\":", ",\"a\":", ",\"b\":", ",\"a.b\":", ",\"\":", "\"x\"", "\"\"", "\"\u001f\"", "\"+<'/~\"", "}"),
            Gen.OneOfConst("0", "-0", "00", "-1", "7", "123456789012345", "1234567890123456", "9007199254740993", "-"));
        var value = Gen.OneOf(Gen.String[0, 5].Select(t => JsonSerializer.Serialize(Valid(t))), Gen.Long.Select(n => $"{n}"), piece);
        var ordered = Gen.Select(Gen.String[Gen.Char["ab.-_~ é\"\\"], 0, 3], value).Array[1, 5].Select(members =>
            $"{{{string.Join(',', members.OrderBy(m => m.Item1, StringComparer.Ordinal).Select(m => $"\"{m.Item1}\":{m.Item2}"))}}}");
        Gen.OneOf(piece.Array[0, 12].Select(pieces => "{\"a\":" + string.Concat(pieces)), piece.Array[0, 12].Select(string.Concat), ordered)
            .Sample(text => (CanonicalEntry.Details(text) ?? "{}"u8.ToArray()).AsSpan().SequenceEqual(Canonical(text)), iter: 100_000);

        static byte[] Canonical(string text)
        {
            try
            {
                var parsed = JsonElement.Parse(text, CanonicalJson.Reading);
                if (parsed.ValueKind is JsonValueKind.Object)
                {
                    return CanonicalJson.Encode(parsed);
                }
            }
            catch (Exception failure) when (failure is JsonException or FormatException or ArgumentException)
            {
                // A text without a canonical form is hashed as a text.
            }

            return CanonicalJson.Encode(JsonSerializer.SerializeToElement(text));
        }
    }

    [Fact]
    public void An_entry_is_hashed_as_the_documentation_says()
    {
        var record = Trail.Record("execution", Guid.Empty, "EXECUTION_STARTED", """{"z":"1","execution.event":"1"}""") with
        {
            EventId = Guid.Empty,
            Sequence = 1,
        };
        const string canonical =
            """{"action":"EXECUTE","actor":{"id":"ops \"one\"","ipAddress":"127.0.0.1","type":"api_key"},"context":{"requestId":"r-1"},"eventId":"00000000-0000-0000-0000-000000000000","eventType":"EXECUTION_STARTED","metadata":{"execution.event":"1","z":"1"},"resourceId":"00000000-0000-0000-0000-000000000000","resourceType":"execution","result":"SUCCESS","sequence":1,"timestamp":"2026-05-01T12:00:00.001234Z"}""";
        var hash = EntryHash.Of(record, null);
        Assert.Equal(Sha256.Of(Encoding.UTF8.GetBytes(canonical)), hash);
        Assert.Equal(hash, EntryHash.Of(EntryJson.Of(record, hash, null)));
    }

    [Fact]
    public void A_chain_that_nobody_touched_is_good()
    {
        using var trail = Trail.Of(11);
        Assert.Null(Walk(trail));
    }

    [Fact]
    public void A_changed_content_is_found_at_its_sequence() => EachField(5, (trail, changed) =>
    {
        trail.Records[4] = changed;
        Assert.Equal(new ChainFault(5, ChainFaultKind.Content), Walk(trail));
    });

    [Fact]
    public void A_changed_content_with_its_new_hash_is_found_at_the_next_sequence() => EachField(5, (trail, changed) =>
    {
        trail.Records[4] = changed;
        trail.Hashes[4] = EntryHash.Of(changed, trail.Hashes[3]);
        Assert.Equal(new ChainFault(6, ChainFaultKind.Content), Walk(trail));
    });

    [Fact]
    public void A_removed_entry_is_found()
    {
        using var trail = Trail.Of(11);
        trail.Records.RemoveAt(5);
        trail.Hashes.RemoveAt(5);
        Assert.Equal(new ChainFault(6, ChainFaultKind.Missing), Walk(trail));
    }

    [Fact]
    public void Swapped_entries_are_found()
    {
        using var trail = Trail.Of(11);
        (trail.Records[5], trail.Records[6]) = (trail.Records[6] with { Sequence = 6 }, trail.Records[5] with { Sequence = 7 });
        Assert.Equal(6, Walk(trail)!.Sequence);
    }

    [Fact]
    public void A_cut_tail_is_found_by_the_checkpoint_that_lies_ahead()
    {
        using var trail = Trail.Of(12);
        trail.Records.RemoveRange(9, 3);
        trail.Hashes.RemoveRange(9, 3);
        Assert.Equal(new ChainFault(10, ChainFaultKind.Missing), Walk(trail));
    }

    [Fact]
    public void A_chain_that_is_written_anew_differs_from_its_checkpoints()
    {
        using var trail = Trail.Of(12);
        trail.Records[5] = trail.Records[5] with { ActorId = "nobody" };
        for (var i = 5; i < 12; i++)
        {
            trail.Hashes[i] = EntryHash.Of(trail.Records[i], trail.Hashes[i - 1]);
        }

        Assert.Equal(new ChainFault(8, ChainFaultKind.Checkpoint), Walk(trail));
    }

    private static ChainFault? Walk(Trail trail)
    {
        var walk = new ChainWalk(0, null, trail.Checkpoints.Select(c => c.Content));
        foreach (var (record, stored) in trail.Records.Zip(trail.Hashes))
        {
            if (walk.Step(record.Sequence, stored, EntryHash.Of(record, walk.Hash)) is { } fault)
            {
                return fault;
            }
        }

        return walk.End();
    }

    private static void EachField(int sequence, Action<Trail, AuditRecord> check)
    {
        Func<AuditRecord, AuditRecord>[] changes =
        [
            r => r with { EventId = Guid.NewGuid() },
            r => r with { EventType = r.EventType + "X" },
            r => r with { Action = "" },
            r => r with { Result = "FAILED" },
            r => r with { ResourceType = "x" },
            r => r with { ResourceId = "x" },
            r => r with { ActorType = "user" },
            r => r with { ActorId = "x" },
            r => r with { ActorIp = "x" },
            r => r with { Timestamp = r.Timestamp.AddMicroseconds(1) },
            r => r with { Context = "{}" },
            r => r with { Metadata = r.Metadata.Replace('ö', 'o') },
        ];
        foreach (var change in changes)
        {
            using var trail = Trail.Of(11);
            check(trail, change(trail.Records[sequence - 1]));
        }
    }

    private static string Valid(string text) => new([.. text.EnumerateRunes().SelectMany(r => r.ToString())]);
}
