using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Flowker.Audit;

/// <summary>A SHA-256 hash, compared by value and written as 64 lower-case hexadecimal digits.</summary>
public readonly struct Sha256 : IEquatable<Sha256>
{
    public const int Size = 32;

    private readonly byte[]? _bytes;

    private Sha256(byte[] own) => _bytes = own;

    /// <summary>Throws <see cref="ArgumentException"/> when there are not 32 bytes.</summary>
    public Sha256(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException("A SHA-256 hash has 32 bytes.", nameof(bytes));
        }

        _bytes = bytes.ToArray();
    }

    public ReadOnlySpan<byte> Bytes => _bytes ?? new byte[Size];

    public static Sha256 Of(ReadOnlySpan<byte> data) => new(own: SHA256.HashData(data));

    public static bool TryParse([NotNullWhen(true)] string? text, out Sha256 hash)
    {
        hash = default;
        if (text is not { Length: 2 * Size } || !text.All(c => char.IsAsciiDigit(c) || c is >= 'a' and <= 'f'))
        {
            return false;
        }

        hash = new Sha256(Convert.FromHexString(text));
        return true;
    }

    public byte[] ToArray() => Bytes.ToArray();

    public override string ToString() => Convert.ToHexStringLower(Bytes);

    public bool Equals(Sha256 other) => Bytes.SequenceEqual(other.Bytes);

    public override bool Equals(object? obj) => obj is Sha256 other && Equals(other);

    public override int GetHashCode() => BitConverter.ToInt32(Bytes);

    public static bool operator ==(Sha256 left, Sha256 right) => left.Equals(right);

    public static bool operator !=(Sha256 left, Sha256 right) => !left.Equals(right);
}
