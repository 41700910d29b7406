using System.Security.Cryptography;
using System.Text;

namespace Flowker.Audit.Checkpoints;

/// <summary>
/// Public keys as the service publishes them: PEM blocks, before each of which the id stands, and whether a key before signed that it
/// is the service's. Any other file with PEM blocks is read too; what stands between them is of no meaning to most programs.
/// </summary>
public static class PublishedKeys
{
    private const int Most = 1_000;
    private const string Unconfirmed = "Unconfirmed:";

    public static string Write(VerificationKey key, bool isConfirmed)
    {
        ArgumentNullException.ThrowIfNull(key);
        var text = new StringBuilder().Append("Key: ").Append(key.Id).Append('\n');
        if (!isConfirmed)
        {
            text.Append(Unconfirmed).Append(" no key before signed it. Trust it only if you know it from elsewhere; then delete this line.\n");
        }

        return text.Append(key.ExportPem()).ToString();
    }

    /// <summary>Throws <see cref="FormatException"/> when it holds no key, too many, or one of another kind.</summary>
    public static TrustedKeys Read(IEnumerable<string> files)
    {
        ArgumentNullException.ThrowIfNull(files);
        List<VerificationKey> keys = [];
        HashSet<Sha256> plain = [];
        foreach (var file in files)
        {
            var rest = file.AsSpan();
            var before = keys.Count;
            while (PemEncoding.TryFind(rest, out var fields))
            {
                var (start, end) = (fields.Location.Start.GetOffset(rest.Length), fields.Location.End.GetOffset(rest.Length));
                keys.Add(VerificationKey.FromPem(rest[start..end].ToString()));
                if (!SaysUnconfirmed(rest[..start]))
                {
                    plain.Add(keys[^1].Id);
                }

                rest = rest[end..];
                if (keys.Count > Most)
                {
                    throw new FormatException($"There are more than {Most} keys.");
                }
            }

            if (keys.Count == before)
            {
                throw new FormatException("This is no PEM of an ECDSA P-256 public key.");
            }
        }

        return new TrustedKeys(keys, keys.Select(k => k.Id).Where(id => !plain.Contains(id)));
    }

    private static bool SaysUnconfirmed(ReadOnlySpan<char> text)
    {
        foreach (var line in text.EnumerateLines())
        {
            if (line.StartsWith(Unconfirmed, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }
}
