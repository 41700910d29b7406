using System.Text.Json;
using Flowker.Audit;
using Flowker.Audit.Canonical;
using Flowker.Audit.Chain;
using Flowker.Audit.Checkpoints;

namespace Flowker.Verify;

/// <summary>
/// Walks along an export line by line, and compares it with checkpoints that were published outside. Keys that were not given are
/// learned from the export, where a key that is trusted signed that they belong to it.
/// </summary>
internal sealed class ExportWalk
{
    private const int MaxRegistrations = 10_000;

    private readonly ChainWalk _walk = new(0, null, []);
    private readonly Dictionary<long, Sha256> _atCheckpoints = [];
    private readonly List<KeyRegistration> _registrations = [];
    private readonly IReadOnlyList<SignedCheckpoint> _published;
    private string? _broken;

    private ExportWalk(IReadOnlyList<SignedCheckpoint> published) => _published = published;

    public long Sequence => _walk.Sequence;

    /// <summary>The first sequence that does not fit, as a sentence; null when all fits.</summary>
    public string? Fault { get; private set; }

    /// <summary>The last published checkpoint that a trusted key signed; null when there is none.</summary>
    public Checkpoint? Anchor { get; private set; }

    /// <summary>A published checkpoint behind <see cref="Anchor"/> whose key nobody trusts.</summary>
    public Checkpoint? Unconfirmed { get; private set; }

    /// <summary>Throws <see cref="FormatException"/> when the first line is no entry at all: the file is something else.</summary>
    public static ExportWalk Run(IEnumerable<string> lines, IReadOnlyList<SignedCheckpoint> published, TrustedKeys keys)
    {
        var walk = new ExportWalk(published);
        walk.Walk(lines);
        walk.Compare(keys);
        return walk;
    }

    private void Walk(IEnumerable<string> lines)
    {
        var wanted = _published.Select(c => c.Content.LastSequence).ToHashSet();
        var any = false;
        foreach (var line in lines.Where(l => l.Length > 0))
        {
            if (!any && !IsEntry(line))
            {
                throw new FormatException("This is no export of an audit trail.");
            }

            any = true;
            _broken = Step(line);
            if (_broken is not null)
            {
                return;
            }

            if (wanted.Contains(_walk.Sequence))
            {
                _atCheckpoints[_walk.Sequence] = _walk.Hash!.Value;
            }
        }

        if (!any)
        {
            throw new FormatException("The export is empty.");
        }
    }

    private static bool IsEntry(string line)
    {
        try
        {
            var entry = UntrustedJson.Parse(line, CanonicalJson.Reading);
            return Number(entry) is not null && Hash(entry, "hash") is not null;
        }
        catch (FormatException)
        {
            // One that was damaged is told from what never was one.
            return line.Contains("\"sequence\"", StringComparison.Ordinal) && line.Contains("\"hash\"", StringComparison.Ordinal);
        }
    }

    private string? Step(string line)
    {
        try
        {
            var entry = UntrustedJson.Parse(line, CanonicalJson.Reading);
            if (Number(entry) is not { } sequence || Hash(entry, "hash") is not { } stored || Hash(entry, "previousHash") != _walk.Hash)
            {
                return new ChainFault(_walk.Sequence + 1, ChainFaultKind.Missing).Message;
            }

            if (_walk.Step(sequence, stored, EntryHash.Of(entry)) is { } fault)
            {
                return fault.Message;
            }

            if (KeyRegistration.Read(entry) is { } registration && _registrations.Count < MaxRegistrations)
            {
                _registrations.Add(registration);
            }

            return null;
        }
        catch (FormatException)
        {
            return $"The line after entry {_walk.Sequence} is no entry.";
        }
    }

    private void Compare(TrustedKeys keys)
    {
        var succession = KeySuccession.Follow(keys.Confirmed, _published, _registrations);
        if (succession.Forged is { } forged)
        {
            throw new FormatException($"The published checkpoint {forged.Content.LastSequence} is not signed by the key that it names.");
        }

        foreach (var checkpoint in _published.Select(c => c.Content).OrderBy(c => c.LastSequence))
        {
            if (!succession.Trusts(checkpoint.KeyId))
            {
                Unconfirmed ??= checkpoint.LastSequence > succession.Reach ? checkpoint : null;
            }
            else if (_atCheckpoints.TryGetValue(checkpoint.LastSequence, out var hash))
            {
                if (hash != checkpoint.HeadHash)
                {
                    Fault ??= new ChainFault(checkpoint.LastSequence, ChainFaultKind.Checkpoint).Message;
                    return;
                }

                Anchor = checkpoint;
            }
            else
            {
                Fault ??= _broken ?? new ChainFault(_walk.Sequence + 1, ChainFaultKind.Missing).Message;
                return;
            }
        }

        Fault ??= _broken;
    }

    private static long? Number(JsonElement entry) =>
        entry.ValueKind is JsonValueKind.Object && entry.TryGetProperty("sequence", out var value) && value.ValueKind is JsonValueKind.Number
        && value.TryGetInt64(out var number)
            ? number
            : null;

    private static Sha256? Hash(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && Sha256.TryParse(value.GetString(), out var hash) ? hash : null;
}
