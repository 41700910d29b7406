using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;

namespace Flowker.Grains.Interfaces.Access;

/// <summary>The text of an API key: <c>flk_{id}_{secret}</c>. The id finds the key, the secret of 256 random bits proves it.</summary>
public sealed record ApiKeyText(Guid Id, byte[] Secret)
{
    public const int SecretLength = 32;

    /// <summary>How every key begins.</summary>
    public const string Prefix = "flk_";

    private const int IdLength = 32;

    public override string ToString() => $"{Prefix}{Id:N}_{Base64Url.EncodeToString(Secret)}";

    public static bool TryParse(string text, [NotNullWhen(true)] out ApiKeyText? key)
    {
        ArgumentNullException.ThrowIfNull(text);
        key = null;
        var secretAt = Prefix.Length + IdLength + 1;
        if (text.Length != secretAt + Base64Url.GetEncodedLength(SecretLength)
            || !text.StartsWith(Prefix, StringComparison.Ordinal)
            || text[secretAt - 1] != '_'
            || !Guid.TryParseExact(text.AsSpan(Prefix.Length, IdLength), "N", out var id)
            || !Base64Url.IsValid(text.AsSpan(secretAt)))
        {
            return false;
        }

        key = new ApiKeyText(id, Base64Url.DecodeFromChars(text.AsSpan(secretAt)));
        return key.Secret.Length == SecretLength;
    }
}
