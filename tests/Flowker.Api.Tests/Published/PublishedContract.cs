using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Json.Schema;

namespace Flowker.Api.Tests.Published;

/// <summary>The document at <c>/openapi/v1.json</c>, held against what the service really answers.</summary>
internal sealed class PublishedContract(JsonNode document)
{
    /// <summary>Headers of HTTP itself, which no document lists.</summary>
    private static readonly HashSet<string> OfHttp = new(StringComparer.OrdinalIgnoreCase)
    {
        "Allow", "Cache-Control", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Date", "Transfer-Encoding", "Vary",
        "Last-Modified", "Content-Security-Policy", "Cross-Origin-Resource-Policy", "Referrer-Policy", "Strict-Transport-Security", "X-Content-Type-Options",
        "X-Frame-Options",
    };

    /// <summary>Headers that not every answer with their status has.</summary>
    private static readonly HashSet<string> Sometimes = new(StringComparer.OrdinalIgnoreCase) { "WWW-Authenticate" };

    private readonly Dictionary<string, JsonSchema> _schemas = [];
    private readonly JsonObject _definitions = Closed(document["components"]!["schemas"]!.AsObject());
    private readonly (string Path, Regex Shape, JsonObject Methods)[] _paths =
    [
        .. document["paths"]!.AsObject()
            .Select(p => (p.Key, Shape: Shape(p.Key), p.Value!.AsObject()))
            .OrderBy(p => p.Key.Count(c => c == '{')).ThenByDescending(p => p.Key.Length),
    ];

    /// <summary>Method and path of every operation, such as <c>GET /v1/workflows/{id}</c>.</summary>
    public IEnumerable<string> Operations => _paths.SelectMany(p => p.Methods.Select(m => $"{m.Key.ToUpperInvariant()} {p.Path}"));

    /// <summary>The operation that a request called; null when it called none.</summary>
    public string? OperationOf(HttpMethod method, string path) => Find(method, path) is { } found ? $"{found.Method} {found.Path}" : null;

    /// <summary>All in which an answer differs from the document.</summary>
    public IReadOnlyList<string> Faults(HttpMethod method, string path, HttpStatusCode code, IReadOnlyDictionary<string, string> headers, string? json)
    {
        var status = ((int)code).ToString(CultureInfo.InvariantCulture);
        if (Find(method, path) is not { } found)
        {
            // No operation: a known path with another method, or nothing at all. What is refused has the shape of errors.
            return json is not null && (int)code >= 400 ? BodyFaults("ErrorResponse", new JsonObject { ["$ref"] = "#/components/schemas/ErrorResponse" }, json) : [];
        }

        var contentType = headers.GetValueOrDefault("Content-Type")?.Split(';')[0];
        // What Kestrel refuses before it is a request has neither body nor headers of ours.
        if (contentType is null && (int)code is 400 or 431)
        {
            return [];
        }

        if (found.Operation["responses"]![status] is not { } response)
        {
            return [$"the status {status} is not described{(json is null ? "" : $"; the answer was {json[..Math.Min(json.Length, 300)]}")}"];
        }

        List<string> faults = [.. HeaderFaults(response["headers"]?.AsObject() ?? [], headers)];
        var content = response["content"]?.AsObject() ?? [];
        if (contentType is not null && !content.ContainsKey(contentType))
        {
            faults.Add($"the media type {contentType} is not described");
        }

        if (json is not null && content["application/json"]?["schema"] is { } schema)
        {
            faults.AddRange(BodyFaults($"{found.Method} {found.Path} {status}", schema, json));
        }

        return faults;
    }

    private (string Path, string Method, JsonNode Operation)? Find(HttpMethod method, string path)
    {
        foreach (var (template, shape, methods) in _paths)
        {
            if (shape.IsMatch(path))
            {
                // A GET answers HEAD too, and a webhook is described with one method only.
                var name = method == HttpMethod.Head ? "GET" : template == "/v1/webhooks/{path}" ? "POST" : method.Method.ToUpperInvariant();
                return methods[name.ToLowerInvariant()] is { } operation ? (template, name, operation) : null;
            }
        }

        return null;
    }

    private IEnumerable<string> HeaderFaults(JsonObject described, IReadOnlyDictionary<string, string> headers)
    {
        foreach (var name in headers.Keys.Where(n => !OfHttp.Contains(n) && !n.StartsWith("Access-Control-", StringComparison.OrdinalIgnoreCase)))
        {
            if (!described.Any(d => string.Equals(d.Key, name, StringComparison.OrdinalIgnoreCase)))
            {
                yield return $"the header {name} is not described";
            }
        }

        foreach (var (name, reference) in described)
        {
            if (!headers.TryGetValue(name, out var value))
            {
                if (!Sometimes.Contains(name))
                {
                    yield return $"the header {name} is described and was not sent";
                }

                continue;
            }

            var schema = document["components"]!["headers"]![((string)reference!["$ref"]!).Split('/')[^1]]!["schema"]!;
            var json = (string?)schema["type"] is "integer" ? value : JsonValue.Create(value).ToJsonString();
            foreach (var fault in BodyFaults($"header {name}", schema, json))
            {
                yield return $"the header {name} is {value}: {fault}";
            }
        }
    }

    private List<string> BodyFaults(string name, JsonNode schema, string json)
    {
        JsonSchema known;
        lock (_schemas)
        {
            if (!_schemas.TryGetValue(name, out known!))
            {
                var whole = new JsonObject { ["$schema"] = "https://json-schema.org/draft/2020-12/schema", ["allOf"] = new JsonArray(schema.DeepClone()), ["$defs"] = _definitions.DeepClone() };
                _schemas[name] = known = JsonSchema.FromText(Local(whole.ToJsonString()));
            }
        }

        JsonNode? body;
        try
        {
            body = JsonNode.Parse(json, documentOptions: new() { MaxDepth = 256 });
        }
        catch (System.Text.Json.JsonException failure)
        {
            return [$"the body is no JSON: {failure.Message}"];
        }

        var result = known.Evaluate(body, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
        return result.IsValid
            ? []
            : [.. result.Details.Where(d => d.HasErrors).SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {Said(e.Key, e.Value)}")).Distinct().DefaultIfEmpty("the body does not fit its schema")];
    }

    // The document leaves answers room to grow; here a member that it does not name is one that was forgotten.
    private static string Said(string keyword, string message) => keyword.Length == 0 ? "the member is not described" : $"{keyword}: {message}";

    private static JsonObject Closed(JsonObject schemas)
    {
        var closed = schemas.DeepClone().AsObject();
        foreach (var schema in closed.Select(s => s.Value!.AsObject()))
        {
            if (schema["properties"] is not null && schema["additionalProperties"] is null)
            {
                schema["additionalProperties"] = false;
            }
        }

        return closed;
    }

    private static string Local(string schema) => schema.Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);

    // Of a key, of a webhook's path and of a node's id, slashes are part.
    private static Regex Shape(string template) => new(
        "^" + Regex.Replace(Regex.Escape(template), @"\\\{(\w+)}", m => m.Groups[1].Value is "key" or "path" or "nodeId" ? ".*" : "[^/]+") + "/?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);
}
