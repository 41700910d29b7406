using Flowker.Engine.Executions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Flowker.Executors.Tests.Egress;

public sealed class Http2Tests
{
    [Theory]
    [InlineData("true", "HTTP/2")]
    [InlineData("false", "HTTP/1.1")]
    public async Task Http2_is_spoken_where_the_provider_configuration_asks_for_it(string http2, string protocol)
    {
        using var authority = new TestAuthority();
        await using var server = await ServeAsync(authority, context => context.Response.WriteAsync(context.Request.Protocol));
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(Config(server, authority, http2));

        Assert.Equal(CallOutcome.Success, result.Outcome);
        Assert.Equal(protocol, result.Body().GetString());
    }

    [Fact]
    public async Task Http2_falls_back_where_the_provider_does_not_speak_it()
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(server, more: """{"http2":true}""");

        Assert.Equal(CallOutcome.Success, result.Outcome);
    }

    [Fact]
    public async Task A_stream_that_breaks_leaves_the_outcome_unknown()
    {
        using var authority = new TestAuthority();
        await using var server = await ServeAsync(authority, context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });
        using var http = new ExecutorHarness();

        var result = await http.CallAsync(Config(server, authority, "true"));

        Assert.Equal(CallOutcome.Unknown, result.Outcome);
    }

    [Fact]
    public async Task A_connection_that_never_stood_carried_nothing()
    {
        await using var server = new LoopbackServer(LoopbackServer.Ok());
        var refused = ExecutorHarness.Config(server, """{"http2":true}""");
        await server.DisposeAsync();
        using var authority = new TestAuthority();
        await using var untrusted = await ServeAsync(authority, _ => Task.CompletedTask);
        using var http = new ExecutorHarness();

        var closed = await http.CallAsync(refused);
        var distrusted = await http.CallAsync($$"""{"base_url":"{{Url(untrusted)}}","http2":true}""");
        var unknown = await http.CallAsync("""{"base_url":"https://nowhere.example","http2":true}""");

        Assert.All([closed, distrusted, unknown], r => Assert.Equal((CallOutcome.Failed, true), (r.Outcome, r.Transient)));
    }

    private static string Config(WebApplication server, TestAuthority authority, string http2) =>
        $$"""{"base_url":"{{Url(server)}}","http2":{{http2}},"tls":{"ca_certificates":"{{authority.Pem}}"} }""";

    private static string Url(WebApplication server) =>
        server.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    private static async Task<WebApplication> ServeAsync(TestAuthority authority, RequestDelegate answer)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(
            System.Net.IPAddress.Loopback, 0, listen => listen.UseHttps(authority.Issue("CN=provider"))));
        var app = builder.Build();
        app.Run(answer);
        await app.StartAsync();
        return app;
    }
}
