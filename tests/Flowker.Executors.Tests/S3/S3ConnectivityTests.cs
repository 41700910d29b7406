using Flowker.Executors.Connectivity;

namespace Flowker.Executors.Tests.S3;

/// <summary>Trying a store out, before a workflow depends on it.</summary>
public sealed class S3ConnectivityTests
{
    private const string Listing = """<?xml version="1.0"?><ListBucketResult><Name>archive</Name><KeyCount>0</KeyCount></ListBucketResult>""";

    [Theory]
    [InlineData("s3cret", true, "passed", "passed,passed,passed")]
    [InlineData("wrong", true, "partial", "passed,failed,skipped")]
    [InlineData("s3cret", false, "partial", "passed,passed,failed")]
    public async Task The_bucket_is_listed_with_the_credentials_of_the_runtime(string secret, bool mayList, string overall, string stages)
    {
        await using var store = new LoopbackServer((stream, request, token) => LoopbackServer.WriteAsync(stream, Answer(request, mayList), token));
        using var http = new ExecutorHarness();

        var outcome = await http.Service<ConnectivityTest>().RunAsync(
            ExecutorHarness.Provider("s3", $$"""
            {"region":"eu-west-1","bucket":"archive","access_key_id":"AKIA","secret_access_key":"{{secret}}","endpoint_url":"{{store.Url}}"}
            """),
            CancellationToken.None);

        var report = outcome.Report!;
        Assert.Equal(stages, string.Join(',', report.Stages.Select(s => s.Status)));
        Assert.Equal(overall, report.OverallStatus);
        Assert.Equal("GET / HTTP/1.1", store.Requests.First().Line);
        Assert.All(store.Requests.Skip(1), r => Assert.StartsWith("GET /archive/?list-type=2&max-keys=1 ", r.Line, StringComparison.Ordinal));
        Assert.DoesNotContain(secret, report.Summary + string.Concat(report.Stages.Select(s => s.Details)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_at_a_refused_address_is_not_called()
    {
        using var http = new ExecutorHarness(allowPrivate: false);

        var outcome = await http.Service<ConnectivityTest>().RunAsync(
            ExecutorHarness.Provider("s3", """
            {"region":"r","bucket":"b","access_key_id":"AKIA","secret_access_key":"s3cret","endpoint_url":"http://169.254.169.254"}
            """),
            CancellationToken.None);

        Assert.Equal("FLK-0341", outcome.RefusalCode);
    }

    [Fact]
    public async Task What_is_no_configuration_of_a_store_is_told()
    {
        using var http = new ExecutorHarness();

        var outcome = await http.Service<ConnectivityTest>().RunAsync(ExecutorHarness.Provider("s3", "{}"), CancellationToken.None);

        Assert.Equal("FLK-0340", outcome.RefusalCode);
        Assert.Contains("region", outcome.RefusalMessage, StringComparison.Ordinal);
    }

    private static string Answer(WireRequest request, bool mayList) =>
        request.Header("Authorization") is null ? Error("AccessDenied")
        : !SignatureV4.IsValid(request, "s3cret") ? Error("SignatureDoesNotMatch")
        : !mayList ? Error("AccessDenied")
        : Xml("200 OK", Listing);

    private static string Error(string code) => Xml("403 Forbidden", $"<?xml version=\"1.0\"?><Error><Code>{code}</Code></Error>");

    private static string Xml(string status, string body) =>
        $"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}";
}
