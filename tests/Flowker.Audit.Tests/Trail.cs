using System.Text.Json;
using Flowker.Audit.Chain;
using Flowker.Audit.Checkpoints;

namespace Flowker.Audit.Tests;

/// <summary>A chain as the service makes it, with a checkpoint after every few entries.</summary>
internal sealed class Trail : IDisposable
{
    public const int Span = 4;

    public static readonly Guid ChainId = new("018f0000-0000-7000-8000-000000000001");
    public static readonly DateTimeOffset Noon = new(2026, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public SigningKey Key { get; private set; } = SigningKey.Create();

    public TrustedKeys Trusted => new([Key.PublicKey]);

    public List<AuditRecord> Records { get; } = [];

    public List<Sha256> Hashes { get; } = [];

    public List<SignedCheckpoint> Checkpoints { get; } = [];

    public static Trail Of(int count)
    {
        var trail = new Trail();
        for (var i = 0; i < count; i++)
        {
            trail.Add(Record("workflow", Guid.NewGuid(), "WORKFLOW_UPDATED", """{"workflow.name":"öß"}"""));
        }

        return trail;
    }

    public static AuditRecord Record(string resourceType, Guid resource, string type, string metadata) => new()
    {
        Sequence = 0,
        EventId = Guid.NewGuid(),
        EventType = type,
        Action = "EXECUTE",
        Result = "SUCCESS",
        ResourceType = resourceType,
        ResourceId = resource.ToString(),
        ActorType = "api_key",
        ActorId = "ops \"one\"",
        ActorIp = "127.0.0.1",
        Timestamp = Noon.AddMicroseconds(1_234),
        Context = """{"requestId":"r-1"}""",
        Metadata = metadata,
    };

    public static AuditRecord Registration(VerificationKey key) => Record(
        "audit_trail", Guid.Empty, KeyRegistration.EventType,
        $$"""{"{{KeyRegistration.IdMember}}":"{{key.Id}}","{{KeyRegistration.KeyMember}}":"{{Convert.ToBase64String(key.ExportInfo())}}"}""");

    /// <summary>From here on another key signs; the answer is the one that did before.</summary>
    public SigningKey Succeed(SigningKey next)
    {
        var before = Key;
        Key = next;
        return before;
    }

    public void Add(AuditRecord record)
    {
        Records.Add(record with { Sequence = Records.Count + 1 });
        Hashes.Add(EntryHash.Of(Records[^1], Hashes.Count == 0 ? null : Hashes[^1]));
        if (Records.Count % Span == 0)
        {
            Checkpoint();
        }
    }

    public void Checkpoint()
    {
        var first = Checkpoints.Count == 0 ? 1 : (int)Checkpoints[^1].Content.LastSequence + 1;
        Checkpoints.Add(Key.Sign(new Checkpoint
        {
            Chain = ChainId,
            FirstSequence = first,
            LastSequence = Records.Count,
            HeadHash = Hashes[^1],
            MerkleRoot = MerkleTree.Root(Hashes[(first - 1)..]),
            Time = Noon.AddMinutes(first),
            Previous = Checkpoints.Count == 0 ? null : Checkpoints[^1].Content.Hash,
            KeyId = Key.PublicKey.Id,
        }));
    }

    public JsonElement Entry(int sequence) => EntryJson.Of(
        Records[sequence - 1], Hashes[sequence - 1], sequence == 1 ? null : Hashes[sequence - 2]);

    public void Dispose() => Key.Dispose();
}
