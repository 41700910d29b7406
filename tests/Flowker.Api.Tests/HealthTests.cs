using System.Net;
using Flowker.Grains.Interfaces.Access;
using Flowker.Silo;
using Flowker.Testing;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Time.Testing;

namespace Flowker.Api.Tests;

/// <summary>Probes and metrics, for people, load balancers and Prometheus.</summary>
public abstract class HealthTests(Service service, string database)
{
    [Fact]
    public async Task Health_tells_people_how_it_is()
    {
        var health = await service.GetAsync("/health");
        Assert.Equal((HttpStatusCode.OK, "healthy"), (health.Status, (string?)health.Json["status"]));
        Assert.Equal(["checks", "status", "timestamp", "uptime", "version"], health.Json.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal));
        Assert.Equal("healthy", (string?)health.Json["checks"]![database]!["status"]);
        Assert.Matches("^([0-9]+h)?([0-9]+m)?[0-9.]+s$", (string)health.Json["uptime"]!);
    }

    [Theory]
    [InlineData("/readyz")]
    [InlineData("/health/ready")]
    public async Task Readiness_names_the_real_dependencies(string path)
    {
        var ready = await service.GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, "healthy", "local"), (ready.Status, (string?)ready.Json["status"], (string?)ready.Json["deployment_mode"]));
        foreach (var dependency in new[] { database, "silo" })
        {
            var check = ready.Json["checks"]![dependency]!;
            Assert.Equal("up", (string?)check["status"]);
            Assert.InRange((int)check["latency_ms"]!, 0, 60_000);
        }
    }

    [Fact]
    public async Task Version_and_liveness_need_nothing()
    {
        Assert.Matches("^[0-9]+\\.[0-9]+\\.[0-9]+", (string)(await service.GetAsync("/version")).Json["version"]!);
        Assert.Equal("""{"status":"healthy"}""", (await service.GetAsync("/health/live")).Text);
    }

    [Fact]
    public async Task Metrics_are_read_by_prometheus()
    {
        await service.GetAsync("/v1/workflows");
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        Answer metrics;
        do
        {
            patience.Token.ThrowIfCancellationRequested();
            metrics = await service.GetAsync("/metrics");
        }
        while (!metrics.Text.Contains("http_server_request_duration_seconds_count{", StringComparison.Ordinal)
            || !metrics.Text.Contains("http_route=\"/v1/workflows", StringComparison.Ordinal));

        Assert.StartsWith("text/plain", metrics.Headers["Content-Type"], StringComparison.Ordinal);
        Assert.Contains("# TYPE ", metrics.Text, StringComparison.Ordinal);
        Assert.Contains("orleans_", metrics.Text, StringComparison.Ordinal);
    }
}

public sealed class HealthTestsOnSqlite(Service service) : HealthTests(service, "sqlite"), IClassFixture<Service>;

public sealed class HealthTestsOnPostgres(PostgresService service) : HealthTests(service, "postgresql"), IClassFixture<PostgresService>;

/// <summary>When it is not well.</summary>
public sealed class UnhealthyTests
{
    [Fact]
    public async Task While_the_database_is_away_it_is_not_ready_but_alive_and_recovers()
    {
        var server = await PostgresServer.StartAsync();
        var service = new Service(
            ("ConnectionStrings:Flowker", await server.CreateDatabaseAsync()), ("API_KEY_ENABLED", "true"), ("API_KEY", "of the setting"));
        await service.InitializeAsync();
        try
        {
            await server.CrashAndRestartAsync(async () =>
            {
                foreach (var path in new[] { "/health", "/health/ready", "/readyz" })
                {
                    var away = await service.GetAsync(path);
                    Assert.Equal((HttpStatusCode.ServiceUnavailable, "unhealthy"), (away.Status, (string?)away.Json["status"]));
                    Assert.Contains((string?)away.Json["checks"]!["postgresql"]!["status"], new[] { "down", "unhealthy" });
                    Assert.DoesNotContain("127.0.0.1", away.Text, StringComparison.Ordinal);
                }

                Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/health/live")).Status);
                // Neither what it was asked nor, with a key that only the database knows, who asks.
                foreach (var key in new[] { "of the setting", new ApiKeyText(Guid.NewGuid(), new byte[ApiKeyText.SecretLength]).ToString() })
                {
                    var refused = await service.SendAsync(HttpMethod.Get, "/v1/workflows", headers: ("X-API-Key", key));
                    refused.Is(503, "FLK-9998");
                    Assert.Equal("1", refused.Headers["Retry-After"]);
                }
            });
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            while ((await service.GetAsync("/readyz")).Status is not HttpStatusCode.OK)
            {
                patience.Token.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_server_that_can_only_be_read_is_not_ready()
    {
        var server = await PostgresServer.StartAsync();
        var service = new Service(("ConnectionStrings:Flowker", await server.CreateDatabaseAsync()));
        await service.InitializeAsync();
        try
        {
            await IsReadyAsync(service, HttpStatusCode.OK);
            await server.ReadOnlyAsync(() => IsReadyAsync(service, HttpStatusCode.ServiceUnavailable));
            await IsReadyAsync(service, HttpStatusCode.OK);
        }
        finally
        {
            await service.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_database_that_somebody_has_locked_is_not_ready()
    {
        var data = Directory.CreateTempSubdirectory("flowker-locked-").FullName;
        var service = new Service(("Flowker:DataDirectory", data));
        await service.InitializeAsync();
        try
        {
            await IsReadyAsync(service, HttpStatusCode.OK);
            await using (var other = new SqliteConnection($"Data Source={Path.Combine(data, "flowker.db")};Pooling=false"))
            {
                await other.OpenAsync();
                await using var transaction = other.BeginTransaction(deferred: false);
                await IsReadyAsync(service, HttpStatusCode.ServiceUnavailable);
            }

            await IsReadyAsync(service, HttpStatusCode.OK);
        }
        finally
        {
            await service.DisposeAsync();
            Directory.Delete(data, recursive: true);
        }
    }

    /// <summary>Readiness is everybody's to ask: it must not be a way to make the database write.</summary>
    [Fact]
    public async Task A_flood_of_questions_is_one_write()
    {
        var writes = 0;
        var time = new FakeTimeProvider();
        var probe = new Probe(() => Task.FromResult(Interlocked.Increment(ref writes) > 0), time);
        foreach (var seconds in new[] { 0, 1, 0 })
        {
            time.Advance(TimeSpan.FromSeconds(seconds));
            Assert.All(await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => probe.WorksAsync(CancellationToken.None))), Assert.True);
        }

        Assert.Equal(2, writes);
    }

    private static async Task IsReadyAsync(Service service, HttpStatusCode expected)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await service.GetAsync("/readyz")).Status != expected)
        {
            await Task.Delay(50, patience.Token);
        }

        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/health/live")).Status);
    }

    [Fact]
    public async Task Asked_to_stop_it_goes_on_serving_unready_for_a_while()
    {
        var service = new Service(("Flowker:DrainSeconds", "600"));
        await service.InitializeAsync();
        using var hurry = new CancellationTokenSource();
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/readyz")).Status);
        var stopping = service.Services.GetRequiredService<IHost>().StopAsync(hurry.Token);
        var ready = await service.GetAsync("/readyz");
        Assert.Equal((HttpStatusCode.ServiceUnavailable, "unhealthy", "{}"), (ready.Status, (string?)ready.Json["status"], ready.Json["checks"]!.ToJsonString()));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await service.GetAsync("/health")).Status);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/health/live")).Status);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/v1/workflows")).Status);
        await hurry.CancelAsync();
        await Task.WhenAny(stopping).WaitAsync(TimeSpan.FromSeconds(60));
        await Assert.ThrowsAsync<HttpRequestException>(() => service.GetAsync("/health/live"));
        await service.DisposeAsync();
    }
}
