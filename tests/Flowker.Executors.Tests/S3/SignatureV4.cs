using System.Security.Cryptography;
using System.Text;

namespace Flowker.Executors.Tests.S3;

/// <summary>Checks a request's AWS Signature Version 4 as a store does, from the published description of it.</summary>
internal static class SignatureV4
{
    public static bool IsValid(WireRequest request, string secret)
    {
        var authorization = request.Header("Authorization")!;
        var parts = authorization["AWS4-HMAC-SHA256 ".Length..].Split(',', StringSplitOptions.TrimEntries)
            .Select(p => p.Split('=', 2)).ToDictionary(p => p[0], p => p[1]);
        var scope = parts["Credential"].Split('/')[1..];
        var signed = parts["SignedHeaders"].Split(';');
        var (path, query) = request.Line.Split(' ')[1].Split('?', 2) is [var p, var q] ? (p, q) : (request.Line.Split(' ')[1], "");
        var canonical = string.Join('\n',
        [
            request.Line.Split(' ')[0], path, query,
            .. signed.Select(name => $"{name}:{request.Header(name)}"), "",
            parts["SignedHeaders"], request.Header("x-amz-content-sha256")!,
        ]);
        var toSign = string.Join('\n', "AWS4-HMAC-SHA256", request.Header("x-amz-date"), string.Join('/', scope), Hex(SHA256.HashData(Utf8(canonical))));
        var key = scope.Aggregate(Utf8("AWS4" + secret), (k, part) => HMACSHA256.HashData(k, Utf8(part)));
        return Hex(HMACSHA256.HashData(key, Utf8(toSign))) == parts["Signature"]
            && request.Header("x-amz-content-sha256") == Hex(SHA256.HashData(Utf8(request.Body)));
    }

    private static byte[] Utf8(string text) => Encoding.UTF8.GetBytes(text);

    private static string Hex(byte[] bytes) => Convert.ToHexStringLower(bytes);
}
