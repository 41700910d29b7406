using Flowker.Engine.Executions;
using Flowker.Engine.Json;
using Flowker.Executors.Http;

namespace Flowker.Executors.Tests.Http;

public sealed class TemplateTests
{
    private const string Context = """
        {"workflow":{"id":"a/b ?&é","amount":10.50,"up":"..","empty":"","none":null,"list":["x","y"],"crlf":"a\r\nX: 1",
        "next":"/items?page=2","customer":{"name":"Zoë"}}}
        """;

    [Fact]
    public void Values_cannot_change_the_shape_of_a_path()
    {
        Assert.Equal("https://h/b/acc/a%2Fb%20%3F%26%C3%A9/x", Url("""{"path":"acc/${workflow.id}/x"}"""));
        Assert.Equal("https://h/b/10.50?q=a%2Fb%20%3F%26%C3%A9&e=", Url("""{"path":"${workflow.amount}?q=${workflow.id}&e=${workflow.empty}"}"""));
    }

    [Fact]
    public void A_path_needs_a_harmless_value_for_each_placeholder()
    {
        foreach (var name in new[] { "up", "empty", "none", "absent", "customer" })
        {
            Assert.Throws<CallRefusedException>(() => Url($$"""{"path":"acc/${workflow.{{name}}}/x"}"""));
        }
    }

    [Fact]
    public void A_query_takes_values_and_leaves_out_what_is_not_there() =>
        Assert.Equal(
            "https://h/b?id=a%2Fb%20%3F%26%C3%A9&amount=10.50&list=x&list=y&text=no%2010.50",
            Url("""
                {"query":{"id":"${workflow.id}","amount":"${workflow.amount}","absent":"${workflow.absent}",
                "list":"${workflow.list}","text":"no ${workflow.amount}"}}
                """));

    [Fact]
    public void A_url_may_start_with_an_address_out_of_the_data()
    {
        Assert.Equal("https://h/b/items?page=2", Url("""{"url":"${workflow.next}"}"""));
        var target = TargetUrl.Build(
            null, JsonText.Parse("""{"url":"${a}/x"}"""), JsonScope.FromObject(JsonText.Parse("""{"a":"http://other/v1"}""")));
        Assert.Equal("http://other/v1/x", target.Url.AbsoluteUri);
        Assert.False(target.IsProvidersOwn);
    }

    [Fact]
    public void A_host_out_of_the_data_gets_no_credentials()
    {
        var scope = JsonScope.FromObject(JsonText.Parse("""{"host":"evil","bad":"evil/@x"}"""));

        Assert.False(TargetUrl.Build(null, JsonText.Parse("""{"url":"https://${host}.example/x"}"""), scope).IsProvidersOwn);
        Assert.False(TargetUrl.Build(null, JsonText.Parse("""{"url":"https://good.example.${host}/x"}"""), scope).IsProvidersOwn);
        Assert.True(TargetUrl.Build(null, JsonText.Parse("""{"url":"https://good.example/${host}"}"""), scope).IsProvidersOwn);
        Assert.Throws<CallRefusedException>(
            () => TargetUrl.Build(null, JsonText.Parse("""{"url":"https://${bad}.example/x"}"""), scope));
    }

    [Fact]
    public async Task Headers_and_body_are_filled_in()
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        await http.CallAsync(
            server,
            """
            {"headers":{"X-Amount":"${workflow.amount}","X-Text":"n=${workflow.amount}","X-Absent":"${workflow.absent}"},
            "body":{"who":"${workflow.customer}","n":"${workflow.amount}","gone":"${workflow.absent}","plain":"$${x}"}}
            """,
            context: Context);

        Assert.Equal("10.50", server.Request.Header("X-Amount"));
        Assert.Equal("n=10.50", server.Request.Header("X-Text"));
        Assert.Null(server.Request.Header("X-Absent"));
        Assert.Equal("""{"who":{"name":"Zoë"},"n":10.50,"plain":"${x}"}""", server.Request.Body);
    }

    [Fact]
    public async Task Data_with_line_breaks_does_not_get_into_a_header()
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, """{"headers":{"X-A":"${workflow.crlf}"}}""", context: Context);

        Assert.Equal((CallOutcome.Failed, false), (result.Outcome, result.Transient));
        Assert.Empty(server.Requests);
    }

    private static string Url(string node) =>
        TargetUrl.Build("https://h/b", JsonText.Parse(node), JsonScope.FromObject(JsonText.Parse(Context))).Url.AbsoluteUri;
}
