using Flowker.Engine.Executions;

namespace Flowker.Executors.Tests.S3;

public sealed class S3Tests
{
    private const string Put = "s3.put-object";
    private const string Stored = "HTTP/1.1 200 OK\r\nETag: \"e7ag\"\r\nx-amz-version-id: v1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";

    [Fact]
    public async Task An_object_is_stored_with_a_valid_signature()
    {
        await using var store = new LoopbackServer(Stored);
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(
            Config(store), """{"key":"receipts/${workflow.id} ü.json","content_type":"application/json","metadata":{"Origin":"flowker"}}""",
            """{"body":{"amount":10.50}}""", mapped: true, context: """{"workflow":{"id":"42"}}""", executor: Put);

        Assert.Null(result.Message);
        Assert.Equal("PUT /archive/receipts/42%20%C3%BC.json HTTP/1.1", store.Request.Line);
        Assert.Equal("""{"amount":10.50}""", store.Request.Body);
        Assert.Equal("application/json", store.Request.Header("Content-Type"));
        Assert.Equal("flowker", store.Request.Header("x-amz-meta-origin"));
        Assert.Contains("Credential=AKIA/", store.Request.Header("Authorization"), StringComparison.Ordinal);
        Assert.Contains("/eu-west-1/s3/aws4_request", store.Request.Header("Authorization"), StringComparison.Ordinal);
        Assert.True(SignatureV4.IsValid(store.Request, "s3cret"));
        Assert.False(SignatureV4.IsValid(store.Request, "other"));
        Assert.Equal(
            """{"status":200,"status_text":"200 OK","body":{"bucket":"archive","key":"receipts/42 ü.json","size":16,"etag":"\"e7ag\"","versionId":"v1"}}""",
            System.Text.RegularExpressions.Regex.Unescape(result.Envelope().GetRawText()).Replace("\"\"e7ag\"\"", "\"\\\"e7ag\\\"\"", StringComparison.Ordinal));
        Assert.Equal(("PUT", "s3://archive/receipts/42 ü.json"), (result.Method, result.Url));
    }

    [Theory]
    [InlineData("""{"key":"k","body":"text"}""", "text", "application/octet-stream")]
    [InlineData("""{"key":"k","body":"aGVsbG8=","body_encoding":"base64"}""", "hello", "application/octet-stream")]
    [InlineData("""{"key":"k","body":[1,2.50],"content_type":"application/json"}""", "[1,2.50]", "application/json")]
    [InlineData("""{"key":"k"}""", "", "application/octet-stream")]
    public async Task The_body_is_text_bytes_or_json(string request, string body, string type)
    {
        await using var store = new LoopbackServer(Stored);
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(Config(store), payload: request, mapped: true, executor: Put);

        Assert.Equal(CallOutcome.Success, result.Outcome);
        Assert.Equal((body, type), (store.Request.Body, store.Request.Header("Content-Type")));
        Assert.True(SignatureV4.IsValid(store.Request, "s3cret"));
    }

    [Fact]
    public async Task The_bucket_is_in_the_host_name_where_the_path_style_is_off()
    {
        await using var store = new LoopbackServer(Stored);
        using var http = new ExecutorHarness(resolver: new FixedResolver(new() { ["archive.store.example"] = ["127.0.0.1"] }));

        var result = await http.CallAsync(
            $$"""{"region":"eu-west-1","bucket":"archive","access_key_id":"AKIA","secret_access_key":"s3cret","endpoint_url":"http://store.example:{{store.Port}}","path_style":false}""",
            payload: """{"key":"k"}""", mapped: true, executor: Put);

        Assert.Equal(CallOutcome.Success, result.Outcome);
        Assert.Equal(("PUT /k HTTP/1.1", $"archive.store.example:{store.Port}"), (store.Request.Line, store.Request.Header("Host")));
    }

    [Fact]
    public async Task Without_an_endpoint_it_is_amazon_s()
    {
        var resolver = new FixedResolver([]);
        using var http = new ExecutorHarness(allowPrivate: false, resolver: resolver);

        var result = await http.CallAsync(
            """{"region":"eu-west-1","bucket":"archive","access_key_id":"AKIA","secret_access_key":"s3cret"}""",
            payload: """{"key":"k"}""", mapped: true, executor: Put);

        Assert.Equal((CallOutcome.Failed, true), (result.Outcome, result.Transient));
        Assert.Equal("archive.s3.eu-west-1.amazonaws.com", resolver.LastHost);
    }

    [Theory]
    [InlineData("403 Forbidden", "AccessDenied", CallOutcome.Rejected)]
    [InlineData("404 Not Found", "NoSuchBucket", CallOutcome.Rejected)]
    [InlineData("503 Slow Down", "SlowDown", CallOutcome.Failed)]
    [InlineData("500 Oops", "InternalError", CallOutcome.Failed)]
    [InlineData("403 Forbidden", "<script>", CallOutcome.Rejected)]
    public async Task A_refusal_is_told_by_its_code(string status, string code, CallOutcome outcome)
    {
        var body = $"<?xml version=\"1.0\"?><Error><Code>{System.Security.SecurityElement.Escape(code)}</Code><Message>hunter2</Message></Error>";
        await using var store = new LoopbackServer(
            $"HTTP/1.1 {status}\r\nContent-Type: application/xml\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}");
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(Config(store), payload: """{"key":"k","body":"x"}""", mapped: true, executor: Put);

        Assert.Equal((outcome, int.Parse(status[..3], null)), (result.Outcome, result.StatusCode));
        Assert.Contains(code is "<script>" ? "(Unknown)" : $"({code})", result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Message, StringComparison.Ordinal);
        Assert.Single(store.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("SSH-2.0-OpenSSH_9.6\r\n")]
    public async Task A_store_that_breaks_off_leaves_the_outcome_unknown(string answer)
    {
        await using var store = new LoopbackServer(answer);
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(Config(store), payload: """{"key":"k","body":"x"}""", mapped: true, executor: Put);

        Assert.Equal((CallOutcome.Unknown, true), (result.Outcome, result.Transient));
    }

    [Fact]
    public async Task A_store_that_is_away_got_nothing()
    {
        await using var store = new LoopbackServer(Stored);
        var config = Config(store);
        await store.DisposeAsync();
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(config, payload: """{"key":"k","body":"x"}""", mapped: true, executor: Put);

        Assert.Equal((CallOutcome.Failed, true), (result.Outcome, result.Transient));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("[::1]")]
    public async Task A_store_at_a_refused_address_is_not_called(string host)
    {
        using var http = new ExecutorHarness(allowPrivate: false);

        var result = await http.CallAsync(
            $$"""{"region":"r","bucket":"bucket","access_key_id":"AKIA","secret_access_key":"s3cret","endpoint_url":"http://{{host}}"}""",
            payload: """{"key":"k","body":"x"}""", mapped: true, executor: Put);

        Assert.Equal((CallOutcome.Failed, false), (result.Outcome, result.Transient));
        Assert.Contains("refused", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"region":"x.evil.example/","bucket":"b","access_key_id":"hunter2","secret_access_key":"hunter2"}""", """{"key":"k"}""", "region")]
    [InlineData("""{"region":"r","access_key_id":"hunter2","secret_access_key":"hunter2"}""", """{"key":"k"}""", "bucket")]
    [InlineData("""{"region":"r","bucket":"b","access_key_id":"hunter2","secret_access_key":"hunter2"}""", "{}", "key")]
    [InlineData("""{"region":"r","bucket":"b","access_key_id":"hunter2","secret_access_key":"hunter2"}""", """{"key":"k","body":"?","body_encoding":"base64"}""", "base64")]
    [InlineData("""{"region":"r","bucket":"b","access_key_id":"hunter2","secret_access_key":"hunter2","endpoint_url":"http://x/path"}""", """{"key":"k"}""", "endpoint_url")]
    [InlineData("""{"region":"r","bucket":"b","access_key_id":"hunter2","secret_access_key":"hunter2"}""", """{"key":"k","metadata":{"a b":"x"}}""", "header")]
    public async Task What_cannot_be_sent_is_refused_without_showing_secrets(string config, string request, string told)
    {
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(config, payload: request, mapped: true, executor: Put);

        Assert.Equal((CallOutcome.Failed, false), (result.Outcome, result.Transient));
        Assert.Contains(told, result.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", result.Message, StringComparison.Ordinal);
    }

    private static string Config(LoopbackServer store) =>
        $$"""{"region":"eu-west-1","bucket":"archive","access_key_id":"AKIA","secret_access_key":"s3cret","endpoint_url":"{{store.Url}}"}""";
}
