using System.Formats.Asn1;
using System.Numerics;
using System.Security.Cryptography;

namespace Flowker.Audit.Checkpoints;

/// <summary>
/// Finds the public key of a checkpoint whose key nobody has any more: an ECDSA signature leaves few candidates (SEC 1, 4.1.6), and the
/// id in the checkpoint says which it is. It proves nothing, since anyone can make a key and sign with it; it only gives the key a face.
/// </summary>
public static class SignerRecovery
{
    private static readonly BigInteger P = Hex("0ffffffff00000001000000000000000000000000ffffffffffffffffffffffff");
    private static readonly BigInteger N = Hex("0ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551");
    private static readonly BigInteger B = Hex("05ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");

    private static readonly Point G = new(
        Hex("06b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296"),
        Hex("04fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5"));

    /// <summary>Null when no key with the checkpoint's id made its signature.</summary>
    public static VerificationKey? Of(SignedCheckpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(checkpoint);
        if (Read(checkpoint.Signature) is not { } signature)
        {
            return null;
        }

        var (r, s) = signature;
        var hash = new BigInteger(SHA256.HashData(checkpoint.Content.SignedBytes()), isUnsigned: true, isBigEndian: true);
        var inverse = BigInteger.ModPow(r, N - 2, N);
        foreach (var x in new[] { r, r + N }.Where(x => x < P))
        {
            // y² = x³ - 3x + b; P is 3 modulo 4, so a root is a power.
            var square = Mod(BigInteger.ModPow(x, 3, P) - (3 * x) + B, P);
            var y = BigInteger.ModPow(square, (P + 1) / 4, P);
            if (BigInteger.ModPow(y, 2, P) != square)
            {
                continue;
            }

            foreach (var point in new[] { new Point(x, y), new Point(x, P - y) })
            {
                var candidate = Add(Times(point, Mod(s * inverse, N)), Times(G, Mod(-hash * inverse, N)));
                if (candidate is { } found && Key(found) is { } key && key.Id == checkpoint.Content.KeyId && key.Verifies(checkpoint))
                {
                    return key;
                }
            }
        }

        return null;
    }

    private static (BigInteger R, BigInteger S)? Read(ReadOnlyMemory<byte> der)
    {
        try
        {
            var sequence = new AsnReader(der, AsnEncodingRules.DER).ReadSequence();
            var (r, s) = (sequence.ReadInteger(), sequence.ReadInteger());
            return r > 0 && r < N && s > 0 && s < N ? (r, s) : null;
        }
        catch (AsnContentException)
        {
            return null;
        }
    }

    private static VerificationKey? Key(Point point)
    {
        try
        {
            using var key = ECDsa.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = new ECPoint { X = Bytes(point.X), Y = Bytes(point.Y) } });
            return VerificationKey.Of(key);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }

    private static Point? Times(Point point, BigInteger factor)
    {
        Point? sum = null;
        for (Point? doubled = point; factor > 0; factor >>= 1, doubled = Add(doubled, doubled))
        {
            sum = factor.IsEven ? sum : Add(sum, doubled);
        }

        return sum;
    }

    // Null is the point at infinity.
    private static Point? Add(Point? left, Point? right)
    {
        if (left is not { } a || right is not { } b)
        {
            return left ?? right;
        }

        if (a.X == b.X && Mod(a.Y + b.Y, P).IsZero)
        {
            return null;
        }

        var slope = a == b
            ? ((3 * a.X * a.X) - 3) * BigInteger.ModPow(2 * a.Y, P - 2, P)
            : (b.Y - a.Y) * BigInteger.ModPow(Mod(b.X - a.X, P), P - 2, P);
        slope = Mod(slope, P);
        var x = Mod((slope * slope) - a.X - b.X, P);
        return new Point(x, Mod((slope * (a.X - x)) - a.Y, P));
    }

    private static BigInteger Mod(BigInteger value, BigInteger modulus) => ((value % modulus) + modulus) % modulus;

    private static byte[] Bytes(BigInteger value)
    {
        var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }

    private static BigInteger Hex(string text) => BigInteger.Parse(text, System.Globalization.NumberStyles.HexNumber, System.Globalization.CultureInfo.InvariantCulture);

    private readonly record struct Point(BigInteger X, BigInteger Y);
}
