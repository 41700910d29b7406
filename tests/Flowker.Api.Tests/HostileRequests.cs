using System.Buffers.Text;
using System.IO.Compression;
using System.Text;

namespace Flowker.Api.Tests;

/// <summary>Draws requests that no good client sends.</summary>
internal sealed class HostileRequests(Random random, string workflow)
{
    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"];

    private static readonly string[] Resources =
    [
        "workflows", "executions", "provider-configurations", "executors", "api-keys", "audit-events", "webhooks", "catalog/executors",
        "catalog/templates", "dashboards/executions", "dashboards/executions/timeseries", "workflows/from-template", "executions/by-key",
    ];

    private static readonly string[] Texts =
    [
        "", " ", "null", "-1", "0", "99999999999999999999", "1e999", "NaN", "true", "' or 1=1 --", "\"; drop table workflows; --", "\0", "a\0b",
        "\ud83d\ude00", "\u202e", "%00", "%", "../..", "\u00e9\u0301", "2026-02-30T00:00:00Z", "9999-12-31T23:59:59.9999999Z", "urn:uuid:",
        "{00000000-0000-0000-0000-000000000000}", "ffffffff-ffff-ffff-ffff-ffffffffffff", new('x', 5_000),
    ];

    private static readonly string[] Numbers =
    [
        "0", "-0", "1e400", "-1e400", "1E+2147483648", "0.1e-99999999", "123456789012345678901234567890", new('9', 4_000), "00", "+1", ".5", "1.", "0x1",
    ];

    private static readonly string[] Names =
    [
        "name", "nodes", "edges", "id", "type", "data", "config", "providerId", "inputData", "settings", "metadata", "role", "params", "templateId",
        "condition", "source", "target", "$ref", "__proto__", "", "\\u0000", "\\ud800", "NAME", "position", "x", "y", "expiresAt", "baseUrl",
    ];

    public HttpRequestMessage Next()
    {
        var request = new HttpRequestMessage(new HttpMethod(Pick(Methods)), new Uri(Path(), UriKind.Relative));
        if (request.Method != HttpMethod.Get && request.Method != HttpMethod.Head)
        {
            Fill(request);
        }

        for (var headers = random.Next(4); headers > 0; headers--)
        {
            request.Headers.TryAddWithoutValidation(
                Pick("Idempotency-Key", "If-Match", "If-None-Match", "X-Request-Id", "X-API-Key", "Authorization", "X-Webhook-Token", "Origin", "Accept", "X-Forwarded-For"),
                new string([.. Pick(Texts).Where(c => c is >= ' ' and < '\u007f')]));
        }

        return request;
    }

    private string Path()
    {
        var path = $"/v1/{Pick(Resources)}";
        for (var parts = random.Next(4); parts > 0; parts--)
        {
            path += $"/{(random.Next(3) == 0 ? Pick("activate", "clone", "test", "results", "steps", "validate", "executions") : Escaped(Pick(Id(), Pick(Texts))))}";
        }

        for (var (parameters, mark) = (random.Next(4), '?'); parameters > 0; parameters--, mark = '&')
        {
            path += $"{mark}{Pick("limit", "cursor", "sortBy", "sortOrder", "status", "workflowId", "startTime", "endTime", "bucket", "dateFrom", "dateTo", "resourceId", "eventType", "idempotencyKey")}={Escaped(Pick(Pick(Texts), Cursor(), Id()))}";
        }

        return path;
    }

    private string Id() => random.Next(3) switch
    {
        0 => workflow,
        1 => new Guid(Bytes(16)).ToString(Pick("D", "N", "B", "P", "X")),
        _ => workflow[..random.Next(workflow.Length)],
    };

    // Cut, forged and foreign ones.
    private string Cursor()
    {
        var forged = Base64Url.EncodeToString(Encoding.UTF8.GetBytes(Json(2)));
        return random.Next(3) switch
        {
            0 => forged,
            1 => forged[..random.Next(forged.Length)],
            _ => Base64Url.EncodeToString(Bytes(random.Next(1, 200))),
        };
    }

    private void Fill(HttpRequestMessage request)
    {
        var body = random.Next(8) switch
        {
            0 => Bytes(random.Next(2_000)),
            1 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Pick("[", "{\"a\":", "{\"nodes\":["), random.Next(100_000)))),
            2 => [.. Encoding.UTF8.GetBytes(Json(4)), .. Bytes(3)],
            3 => [.. "{\"inputData\":{\"a\":\""u8, .. Bytes(20), .. "\"}}"u8],
            4 => Encoding.UTF8.GetBytes($"{{\"name\":\"w\",\"name\":{Json(2)},\"inputData\":{{\"a\":{Pick(Numbers)},\"a\":\"\\u0000\\ud800\"}}}}"),
            _ => Encoding.UTF8.GetBytes(Json(5)),
        };
        var encoding = random.Next(6) == 0 ? Pick("gzip", "br", "deflate", "gzip, gzip", "identity", "zstd", "gzip;q=1") : null;
        if (encoding is "gzip" && random.Next(2) == 0)
        {
            body = Bomb();
        }

        request.Content = new ByteArrayContent(body);
        request.Content.Headers.TryAddWithoutValidation(
            "Content-Type", random.Next(5) == 0 ? Pick("text/plain", "application/xml", "application/json; charset=utf-16", ";", "multipart/form-data; boundary=x") : "application/json");
        if (encoding is not null)
        {
            request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encoding);
        }
    }

    private string Json(int depth) => random.Next(depth > 0 ? 7 : 4) switch
    {
        0 => Pick(Numbers),
        1 => $"\"{Text()}\"",
        2 => Pick("null", "true", "false", "nul", ""),
        3 => $"\"{Pick("\\ud800", "\\udc00x", "\\u0000", "\\x", "\\", "\t")}\"",
        4 => $"[{string.Join(',', Enumerable.Range(0, random.Next(5)).Select(_ => Json(depth - 1)))}]",
        _ => $"{{{string.Join(',', Enumerable.Range(0, random.Next(7)).Select(_ => $"\"{Pick(Names)}\":{Json(depth - 1)}"))}}}",
    };

    private string Text() => System.Text.Json.JsonEncodedText.Encode(Pick(Texts)).ToString();

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }

    private static byte[] Bomb()
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal, leaveOpen: true))
        {
            var blanks = new byte[1 << 20];
            for (var written = 0; written < 20; written++)
            {
                gzip.Write(blanks);
            }
        }

        return packed.ToArray();
    }

    private static string Escaped(string text) => Uri.EscapeDataString(text);

    private T Pick<T>(params T[] of) => of[random.Next(of.Length)];
}
