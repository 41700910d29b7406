using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Flowker.Api.Tests;

/// <summary>Whatever comes, the answer is 4xx or what was asked for, never 5xx, and the service goes on.</summary>
public abstract class HostileInputTests(Service service)
{
    // The same inputs in every run; another seed is another set.
    private const int Seed = 20_261;
    private const int Rounds = 250;

    [Fact]
    public async Task Hostile_requests_never_break_it()
    {
        var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
        var requests = new HostileRequests(new Random(Seed), workflow);
        for (var round = 0; round < Rounds; round++)
        {
            using var request = requests.Next();
            var told = $"round {round} of seed {Seed}: {request.Method} {request.RequestUri}";
            using var response = await service.Http.SendAsync(request);
            var answer = await Answer.OfAsync(response);
            Assert.True((int)answer.Status < 500, $"{told} was answered {(int)answer.Status} {answer.Text}");
            if ((int)answer.Status >= 400 && request.Method != HttpMethod.Head && answer.Text.Length > 0)
            {
                Assert.True(answer.Code is { Length: > 0 }, told);
                Assert.DoesNotContain("   at ", answer.Text, StringComparison.Ordinal);
                Assert.DoesNotContain("Exception", answer.Text, StringComparison.Ordinal);
            }
        }

        await GoesOnAsync(workflow);
    }

    [Theory]
    [InlineData("GET / HTTP/9.9\r\n\r\n")]
    [InlineData("GET /v1/workflows HTTP/1.1\r\n\r\n")]
    [InlineData("GET /v1/\0workflows HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /v1/%00 HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /v1/workflows/%ff%fe HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /v1/workflows?cursor=%00%ff HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("G\x01T /v1/workflows HTTP/1.1\r\nHost: x\r\n\r\n")]
    [InlineData("GET /v1/workflows HTTP/1.1\r\nHost: x\r\nX-Request-Id: a\0b\r\n\r\n")]
    [InlineData("GET /v1/workflows HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n")]
    [InlineData("POST /v1/workflows HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\nzzzz\r\n")]
    [InlineData("POST /v1/workflows HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n")]
    [InlineData("POST /v1/workflows HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 99999999999999999999\r\n\r\n")]
    [InlineData("POST /v1/workflows HTTP/1.1\r\nHost: x\r\nHost: y\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03")]
    public async Task What_is_hardly_http_is_refused_or_dropped(string bytes)
    {
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, service.Http.BaseAddress!.Port);
        var stream = client.GetStream();
        await stream.WriteAsync(Encoding.Latin1.GetBytes(bytes));
        client.Client.Shutdown(SocketShutdown.Send);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var status = "";
        try
        {
            status = await reader.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)) ?? "";
        }
        catch (IOException)
        {
            // Dropped, which is an answer as well.
        }

        Assert.DoesNotMatch("^HTTP/1.1 5(?!05)", status);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/health/live")).Status);
    }

    private async Task GoesOnAsync(string workflow)
    {
        var started = await service.StartAsync(workflow, Guid.NewGuid().ToString(), """{"n":1}""");
        Assert.Equal(HttpStatusCode.Created, started.Status);
        Assert.Equal("""{"seen":1}""", (await service.ResultsAsync((string)started.Json["executionId"]!))["finalOutput"]!.ToJsonString());
        Assert.Equal("healthy", (string?)(await service.GetAsync("/readyz")).Json["status"]);
    }
}

public sealed class HostileInputTestsOnSqlite(Service service) : HostileInputTests(service), IClassFixture<Service>;

public sealed class HostileInputTestsOnPostgres(PostgresService service) : HostileInputTests(service), IClassFixture<PostgresService>;
