using System.Collections.Concurrent;
using System.Text.Json.Nodes;

namespace Flowker.Api.Tests.Published;

/// <summary>
/// Stands between a test and the service, and fails the test when an answer is not as the service's own document describes it: so
/// every exchange of this suite is one more test of the document.
/// </summary>
internal sealed class Witness(PublishedContract contract) : DelegatingHandler(new SocketsHttpHandler())
{
    private static readonly string[] NoOperations = ["/docs", "/openapi", "/dashboard", "/swagger", "/console"];

    private static PublishedContract? _published;

    /// <summary>The operations that answered with success.</summary>
    public ConcurrentDictionary<string, bool> Succeeded { get; } = new(StringComparer.Ordinal);

    /// <summary>A witness with the document of the service at this address; one build has one document.</summary>
    public static async Task<Witness> OfAsync(Uri service) => new(_published ??= await ReadAsync(service));

    public static async Task<PublishedContract> ReadAsync(Uri service)
    {
        using var http = new HttpClient { BaseAddress = service };
        return new PublishedContract(JsonNode.Parse(await http.GetStringAsync("/openapi/v1.json"))!);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var response = await base.SendAsync(request, cancellationToken);
        var path = request.RequestUri!.AbsolutePath;
        if (request.Method == HttpMethod.Options || path == "/" || Array.Exists(NoOperations, n => path.StartsWith(n, StringComparison.OrdinalIgnoreCase)))
        {
            return response;
        }

        var json = response.Content.Headers.ContentType?.MediaType == "application/json" && response.Content.Headers.ContentEncoding.Count == 0 && request.Method != HttpMethod.Head
            ? await BodyAsync(response, cancellationToken)
            : null;
        var headers = response.Headers.Concat(response.Content.Headers).ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);
        var faults = contract.Faults(request.Method, path, response.StatusCode, headers, json);
        if (response.IsSuccessStatusCode && contract.OperationOf(request.Method, path) is { } operation)
        {
            Succeeded[operation] = true;
        }

        Assert.True(
            faults.Count == 0,
            $"The answer {(int)response.StatusCode} to {request.Method} {path} is not as /openapi/v1.json describes it:\n"
            + string.Concat(faults.Take(20).Select(f => $"  - {f}\n"))
            + "Describe statuses and headers where the route is mapped (RouteNotes), members in the answer's record, their words in WordList.");
        return response;
    }

    private static async Task<string> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        await response.Content.LoadIntoBufferAsync(cancellationToken);
        return await response.Content.ReadAsStringAsync(cancellationToken);
    }
}
