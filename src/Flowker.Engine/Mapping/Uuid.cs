using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace Flowker.Engine.Mapping;

/// <summary>UUIDs made of names, as RFC 9562 has them.</summary>
internal static class Uuid
{
    /// <summary>The names spaces that RFC 9562 lists, and any UUID.</summary>
    public static Guid? Namespace(string name) => name switch
    {
        "DNS" => new Guid("6ba7b810-9dad-11d1-80b4-00c04fd430c8"),
        "URL" => new Guid("6ba7b811-9dad-11d1-80b4-00c04fd430c8"),
        "OID" => new Guid("6ba7b812-9dad-11d1-80b4-00c04fd430c8"),
        "X500" => new Guid("6ba7b814-9dad-11d1-80b4-00c04fd430c8"),
        _ => Guid.TryParseExact(name, "D", out var uuid) ? uuid : null,
    };

    /// <summary>Version 3 or 5.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "RFC 9562 names SHA-1 for version 5; nothing is protected by it.")]
    [SuppressMessage("Security", "CA5351", Justification = "RFC 9562 names MD5 for version 3; nothing is protected by it.")]
    public static Guid OfName(Guid space, string name, int version)
    {
        byte[] text = [.. space.ToByteArray(bigEndian: true), .. Encoding.UTF8.GetBytes(name)];
        return Make(version == 3 ? MD5.HashData(text) : SHA1.HashData(text), version);
    }

    /// <summary>Of the first 16 bytes, with the bits that say so.</summary>
    public static Guid Make(ReadOnlySpan<byte> bytes, int version)
    {
        Span<byte> uuid = stackalloc byte[16];
        bytes[..16].CopyTo(uuid);
        uuid[6] = (byte)((uuid[6] & 0x0F) | (version << 4));
        uuid[8] = (byte)((uuid[8] & 0x3F) | 0x80);
        return new Guid(uuid, bigEndian: true);
    }
}
