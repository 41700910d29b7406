using System.IO.Compression;
using System.Net;
using System.Text.Json.Nodes;

namespace Flowker.Api.Tests;

/// <summary>What a browser finds first, and how long answers travel.</summary>
public sealed class FrontDoorTests(Service service) : IClassFixture<Service>
{
    private static readonly SocketsHttpHandler Plain = new() { AllowAutoRedirect = false };

    [Theory]
    [InlineData("/", "text/html,application/xhtml+xml")]
    [InlineData("/swagger", "*/*")]
    [InlineData("/swagger/", "text/html")]
    [InlineData("/swagger/index.html", "text/html")]
    [InlineData("/swagger/doc.json", "*/*")]
    public async Task A_browser_is_led_to_the_page_of_the_API(string path, string accept)
    {
        using var answer = await AskAsync(path, ("Accept", accept));
        Assert.Equal((HttpStatusCode.Found, "/docs"), (answer.StatusCode, answer.Headers.Location?.ToString()));
    }

    [Fact]
    public async Task A_program_finds_nothing_there() => (await service.GetAsync("/")).Is(404, "FLK-0404");

    [Theory]
    [InlineData("gzip", "/v1/catalog/executors")]
    [InlineData("br", "/v1/catalog/executors")]
    [InlineData("gzip, br", "/v1/workflows")]
    [InlineData("gzip", "/v1/audit-events/export")]
    [InlineData("gzip", "/v1/executions/none")]
    public async Task Answers_are_compressed_for_those_who_ask_for_it(string encodings, string path)
    {
        using var answer = await AskAsync(path, ("Accept-Encoding", encodings));
        var encoding = Assert.Single(answer.Content.Headers.ContentEncoding);
        Assert.Contains(encoding, encodings, StringComparison.Ordinal);
        Assert.Contains("Accept-Encoding", answer.Headers.Vary);
        await using var compressed = await answer.Content.ReadAsStreamAsync();
        await using Stream body = encoding == "br" ? new BrotliStream(compressed, CompressionMode.Decompress) : new GZipStream(compressed, CompressionMode.Decompress);
        using var reader = new StreamReader(body);
        var text = await reader.ReadToEndAsync();
        Assert.NotNull(JsonNode.Parse(text.Split('\n')[0]));
    }

    [Fact]
    public async Task Nothing_is_compressed_unasked_nor_what_is_brief()
    {
        using var plain = await AskAsync("/v1/catalog/executors");
        Assert.Empty(plain.Content.Headers.ContentEncoding);
        var workflow = await service.ActivateAsync("""[{"id":"t","type":"trigger"}]""", "[]");
        var started = await service.SendAsync(
            HttpMethod.Post, $"/v1/workflows/{workflow}/executions", """{"inputData":{}}""", "brief", headers: ("Accept-Encoding", "gzip, br"));
        Assert.Equal(HttpStatusCode.Created, started.Status);
        Assert.False(started.Headers.ContainsKey("Content-Encoding"));
    }

    private async Task<HttpResponseMessage> AskAsync(string path, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient(Plain, disposeHandler: false) { BaseAddress = service.Http.BaseAddress };
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await http.SendAsync(request);
    }
}
