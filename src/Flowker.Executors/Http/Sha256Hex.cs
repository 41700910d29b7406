using System.Security.Cryptography;

namespace Flowker.Executors.Http;

/// <summary>The fingerprint of a body: SHA-256 in 64 lower-case hex digits.</summary>
internal static class Sha256Hex
{
    public static string Of(ReadOnlySpan<byte> bytes)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(bytes, hash);
        return Convert.ToHexStringLower(hash);
    }
}
