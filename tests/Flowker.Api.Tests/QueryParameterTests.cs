using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Flowker.Api.Requests;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Flowker.Api.Tests;

/// <summary>Lists, counts, searches and exports take the query parameters that they are described with, and cursors that they made.</summary>
public abstract class QueryParameterTests(Service service)
{
    private static readonly string[] Lists =
    [
        "/v1/workflows", "/v1/executions", "/v1/executors", "/v1/provider-configurations", "/v1/api-keys", "/v1/audit-events", "/v1/audit-events/export",
        "/v1/audit-checkpoints", "/v1/dashboards/workflows/summary", "/v1/dashboards/executions", "/v1/dashboards/executions/timeseries",
        "/v1/catalog/providers", "/v1/catalog/executors", "/v1/catalog/triggers", "/v1/catalog/templates",
    ];

    [Fact]
    public async Task What_is_unknown_or_given_twice_or_unusable_is_refused_by_name()
    {
        foreach (var list in Lists)
        {
            var unknown = await service.GetAsync($"{list}?errorCode=FLK-0504");
            unknown.Is(400, "FLK-0304");
            Assert.Contains("'errorCode'", (string?)unknown.Json["message"], StringComparison.Ordinal);
            Assert.True((await service.GetAsync(list)).Status is HttpStatusCode.OK, list);
        }

        foreach (var list in Lists[..6])
        {
            var twice = await service.GetAsync($"{list}?limit=5&LIMIT=5");
            twice.Is(400, "FLK-0304");
            Assert.Contains("'limit'", ((string?)twice.Json["message"])!.ToLowerInvariant(), StringComparison.Ordinal);
            (await service.GetAsync($"{list}?limit=abc")).Is(400, "FLK-0304");
            (await service.GetAsync($"{list}?limit=1.5")).Is(400, "FLK-0304");
            (await service.GetAsync($"{list}?cursor=%00")).Is(400, "FLK-0304");
        }
    }

    [Theory]
    [InlineData("/v1/workflows?providerId=http")]
    [InlineData("/v1/executors?providerId=http")]
    [InlineData("/v1/api-keys?providerId=http")]
    [InlineData("/v1/executions?name=x")]
    [InlineData("/v1/executions?status=failed&status=running")]
    [InlineData("/v1/executions?nodeId=%00")]
    public async Task A_filter_that_a_list_does_not_have_is_refused(string path) => (await service.GetAsync(path)).Is(400, "FLK-0304");

    [Fact]
    public async Task The_filters_that_a_list_has_work_as_before()
    {
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/v1/provider-configurations?providerId=http&Status=active&limit=&cursor=")).Status);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync("/v1/workflows?limit=0&sortOrder=asc")).Status);
        Assert.Equal(HttpStatusCode.OK, (await service.GetAsync($"/v1/workflows/{await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges)}?any=thing")).Status);
    }

    [Fact]
    public void Every_route_that_is_described_with_query_parameters_takes_no_others()
    {
        var routes = service.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>()
            .Where(e => e.Metadata.GetOrderedMetadata<OpenApi.ParameterNote>().Any(p => p.In is Microsoft.OpenApi.ParameterLocation.Query));
        Assert.All(routes, r => Assert.NotNull(r.Metadata.GetMetadata<ClosedQuery>()));
    }

    [Theory]
    [InlineData("/v1/workflows?limit=1", "Time", "null")]
    [InlineData("/v1/workflows?limit=1", "Time", "\"2026-01-01T00:00:00+02:00\"")]
    [InlineData("/v1/workflows?limit=1", "Time", "\"0001-01-01T00:00:00+14:00\"")]
    [InlineData("/v1/workflows?limit=1", "Time", "\"9999-12-31T23:59:59-14:00\"")]
    [InlineData("/v1/workflows?limit=1", "SortBy", "\"colour\"")]
    [InlineData("/v1/workflows?limit=1", "SortBy", "null")]
    [InlineData("/v1/workflows?limit=1", "Filters", "null")]
    [InlineData("/v1/workflows?limit=1&sortBy=name", "Name", "null")]
    [InlineData("/v1/workflows?limit=1&sortBy=name", "Name", "\"\\u0000\"")]
    [InlineData("/v1/workflows?limit=1&sortBy=name", "Name", "\"\\ud800\"")]
    [InlineData("/v1/executions?limit=1", "Time", "null")]
    [InlineData("/v1/executions?limit=1&sortBy=completedAt", "Time", "null")]
    [InlineData("/v1/executions?limit=1", "SortBy", "\"name\"")]
    [InlineData("/v1/provider-configurations?limit=1", "Time", "null")]
    [InlineData("/v1/executors?limit=1", "Time", "null")]
    [InlineData("/v1/api-keys?limit=1", "Time", "null")]
    [InlineData("/v1/audit-events?limit=1", "Place", "null")]
    [InlineData("/v1/audit-events?limit=1", "Place", "9223372036854775807")]
    public async Task A_forged_cursor_is_none_or_leads_somewhere(string path, string member, string forged)
    {
        await FillAsync();
        var cursor = (string)(await service.GetAsync(path)).Json["nextCursor"]!;
        var text = Encoding.UTF8.GetString(System.Buffers.Text.Base64Url.DecodeFromChars(cursor));
        var parts = JsonNode.Parse(text)!.AsObject();
        Assert.True(parts.ContainsKey(member), text);
        // Written by hand: half a surrogate pair is no text that a node could hold.
        var changed = $"{{{string.Join(',', parts.Select(p => $"\"{p.Key}\":{(p.Key == member ? forged : p.Value?.ToJsonString() ?? "null")}"))}}}";

        var answer = await service.GetAsync($"{path.Split("&sortBy")[0]}&cursor={System.Buffers.Text.Base64Url.EncodeToString(Encoding.UTF8.GetBytes(changed))}");

        Assert.True((int)answer.Status is 200 or 400, $"{(int)answer.Status} {answer.Text}");
        if (answer.Status is not HttpStatusCode.OK)
        {
            Assert.Contains(answer.Code, new[] { "INVALID_CURSOR", "FLK-0610" });
        }
    }

    private async Task FillAsync()
    {
        for (var i = 0; i < 2; i++)
        {
            var workflow = await service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
            var started = await service.StartAsync(workflow, Guid.NewGuid().ToString());
            await service.ResultsAsync((string)started.Json["executionId"]!);
            await service.SendAsync(HttpMethod.Post, "/v1/api-keys", $$"""{"name":"{{Guid.NewGuid()}}","role":"viewer"}""");
            await service.SendAsync(HttpMethod.Post, "/v1/provider-configurations", $$$"""{"name":"{{{Guid.NewGuid()}}}","providerId":"http","config":{"base_url":"https://x.example"}}""");
            await service.SendAsync(HttpMethod.Post, "/v1/executors", $$"""
                {"name":"{{Guid.NewGuid()}}","baseUrl":"https://x.example","endpoints":[{"name":"a","path":"/","method":"GET"}],"authentication":{"type":"none"} }
                """);
        }
    }
}

public sealed class QueryParameterTestsOnSqlite(Service service) : QueryParameterTests(service), IClassFixture<Service>;

public sealed class QueryParameterTestsOnPostgres(PostgresService service) : QueryParameterTests(service), IClassFixture<PostgresService>;
