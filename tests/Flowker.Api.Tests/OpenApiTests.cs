using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Flowker.Api.Errors;
using Flowker.Api.OpenApi;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Flowker.Api.Tests;

/// <summary>The API's own description, and the page that shows it.</summary>
public sealed partial class OpenApiTests(Service service) : IClassFixture<Service>
{
    private const string Start = "/v1/workflows/{workflowId}/executions";

    [Fact]
    public async Task The_start_of_an_execution_is_described_as_the_contract_has_it()
    {
        var (ours, seed) = (await DocumentAsync(), await ContractAsync());
        Assert.StartsWith("3.1", (string?)ours["openapi"], StringComparison.Ordinal);
        Assert.Equal(((string?)seed["info"]!["title"], (string?)seed["info"]!["version"]), ((string?)ours["info"]!["title"], (string?)ours["info"]!["version"]));
        var (operation, wanted) = (ours["paths"]![Start]!["post"]!, seed["paths"]![Start]!["post"]!);
        Holds(wanted["parameters"]!, operation["parameters"]!, "parameters");
        Holds(wanted["requestBody"]!, operation["requestBody"]!, "requestBody");
        Holds(wanted["responses"]!, operation["responses"]!, "responses");
        Holds(wanted["tags"]!, operation["tags"]!, "tags");
        Assert.Equal(((string?)wanted["operationId"], (string?)wanted["summary"]), ((string?)operation["operationId"], (string?)operation["summary"]));
        Assert.StartsWith((string)wanted["description"]!, (string)operation["description"]!, StringComparison.Ordinal);
        Holds(seed["components"]!, ours["components"]!, "components");
        foreach (var schema in seed["components"]!["schemas"]!.AsObject())
        {
            Assert.Equal(Required(schema.Value!), Required(ours["components"]!["schemas"]![schema.Key]!));
        }

        Assert.Contains(ours["security"]!.AsArray(), s => s!.AsObject().ContainsKey("ApiKeyAuth"));
        Assert.All(seed["tags"]!.AsArray(), tag => Assert.Contains(ours["tags"]!.AsArray(), t => JsonNode.DeepEquals(t, tag)));
    }

    [Fact]
    public async Task Every_route_is_described_with_its_statuses()
    {
        var paths = (await DocumentAsync())["paths"]!;
        var operations = new List<string>();
        foreach (var route in service.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>())
        {
            var path = Constraint().Replace(route.RoutePattern.RawText!, "{$1}");
            if (path.StartsWith("/openapi", StringComparison.Ordinal) || path.StartsWith("/docs", StringComparison.Ordinal)
                || route.Metadata.GetMetadata<IExcludeFromDescriptionMetadata>() is not null)
            {
                continue;
            }

            foreach (var method in route.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods.Where(m => m != "HEAD"))
            {
                var operation = paths[path.TrimEnd('/')]?[method.ToLowerInvariant()];
                Assert.True(operation is not null, $"{method} {path} is not described");
                operations.Add((string)operation["operationId"]!);
                Assert.False(string.IsNullOrEmpty((string?)operation["summary"]), path);
                Assert.NotEmpty(operation["tags"]!.AsArray());
                var responses = operation["responses"]!.AsObject();
                var codes = route.Metadata.GetOrderedMetadata<RefusalNote>().SelectMany(r => r.Codes).ToArray();
                Assert.All(codes, code => Assert.True(ErrorRegistry.IsAnswer(code), $"{path} refuses with {code}"));
                IEnumerable<string> wanted = codes.Select(c => $"{ErrorRegistry.StatusOf(c)}");
                if (path.StartsWith("/v1/", StringComparison.Ordinal))
                {
                    wanted = [.. wanted, "401", "403", "500", "503"];
                }

                Assert.Empty(wanted.Except(responses.Select(r => r.Key)));
                Assert.Contains(responses, r => r.Key[0] == '2');
                Assert.All(responses, r => Assert.False(string.IsNullOrEmpty((string?)r.Value!["description"])));
                Assert.Equal(
                    path.Split('/').Where(s => s.StartsWith('{')).Select(s => s.Trim('{', '}')).Order(StringComparer.Ordinal),
                    (operation["parameters"]?.AsArray() ?? []).Where(p => (string?)p!["in"] == "path").Select(p => (string)p!["name"]!).Order(StringComparer.Ordinal));
            }
        }

        Assert.Equal(operations.Count, operations.Distinct().Count());
    }

    [Fact]
    public async Task Every_reference_leads_somewhere_and_every_body_has_an_example()
    {
        var document = await DocumentAsync();
        foreach (var reference in Nodes(document).OfType<JsonObject>().Where(o => o["$ref"] is JsonValue).Select(o => (string)o["$ref"]!))
        {
            var target = reference.Split('/').Skip(1).Aggregate((JsonNode?)document, (node, step) => node?[step]);
            Assert.True(target is not null, reference);
        }

        foreach (var body in Nodes(document).OfType<JsonObject>().Select(o => o["requestBody"]).OfType<JsonObject>())
        {
            var schema = document["components"]!["schemas"]![((string)body["content"]!["application/json"]!["schema"]!["$ref"]!).Split('/')[^1]]!;
            Assert.True(
                schema["example"] is not null || schema["properties"]!.AsObject().Any(p => p.Value!["example"] is not null),
                $"no example: {schema.ToJsonString()}");
        }

        // What is an object of its own, or a list of such, shows the examples of its members.
        Assert.Empty(
            from schema in document["components"]!["schemas"]!.AsObject()
            where schema.Value!["example"] is null
            from member in schema.Value["properties"]?.AsObject().AsEnumerable() ?? []
            where member.Value!["example"] is null && (string?)member.Value["type"] is "string" or "integer" or "number" or "boolean"
            select $"{schema.Key}.{member.Key}");
        Assert.Empty(
            from schema in Nodes(document).OfType<JsonObject>()
            where schema["type"] is JsonValue && schema["example"] is not null
            where (string)schema["type"]! != TypeOf(schema["example"]!.GetValueKind(), (string)schema["type"]!)
            select schema.ToJsonString());
    }

    private static string TypeOf(JsonValueKind kind, string whichNumber) => kind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => whichNumber is "number" or "integer" ? whichNumber : "number",
    };

    [Fact]
    public async Task The_page_needs_nothing_from_elsewhere()
    {
        var page = await service.GetAsync("/docs/");
        Assert.Equal((HttpStatusCode.OK, "text/html"), (page.Status, page.Headers["Content-Type"].Split(';')[0]));
        Assert.DoesNotMatch("(https?:)?//[a-z]", page.Text);
        Assert.Contains("default-src 'none'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        Assert.Contains("connect-src 'self'", page.Headers["Content-Security-Policy"], StringComparison.Ordinal);
        var scripts = Script().Matches(page.Text).Select(m => m.Groups[1].Value).ToArray();
        Assert.NotEmpty(scripts);
        foreach (var script in scripts)
        {
            Assert.Equal(HttpStatusCode.OK, (await service.GetAsync($"/docs/{script}")).Status);
        }

        Assert.Contains("/openapi/v1.json", page.Text.Replace("\"openapi/v1.json", "\"/openapi/v1.json", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await service.SendAsync(HttpMethod.Head, "/openapi/v1.json")).Status);
    }

    // What the contract has, we have the same; more members may be there.
    private static void Holds(JsonNode wanted, JsonNode? ours, string at)
    {
        switch (wanted)
        {
            case JsonObject members:
                foreach (var (name, value) in members)
                {
                    Holds(value!, ours?[name], $"{at}.{name}");
                }

                break;
            case JsonArray items when items.FirstOrDefault() is JsonObject:
                foreach (var item in items)
                {
                    Holds(item!, ours!.AsArray().FirstOrDefault(o => (string?)o!["name"] == (string?)item!["name"]), $"{at}[{item!["name"]}]");
                }

                break;
            case JsonArray items:
                Assert.Equal(items.Select(i => i!.ToJsonString()).Order(StringComparer.Ordinal), (ours?.AsArray() ?? []).Select(i => i!.ToJsonString()).Order(StringComparer.Ordinal));
                break;
            default:
                var text = ours is JsonValue && at.EndsWith("description", StringComparison.Ordinal) && ours.ToString().StartsWith(wanted.ToString(), StringComparison.Ordinal);
                Assert.True(text || JsonNode.DeepEquals(wanted, ours), $"{at}: {wanted.ToJsonString()} is {ours?.ToJsonString() ?? "missing"}");
                break;
        }
    }

    private static IEnumerable<string> Required(JsonNode schema) =>
        (schema["required"]?.AsArray() ?? []).Select(r => (string)r!).Order(StringComparer.Ordinal);

    private static IEnumerable<JsonNode> Nodes(JsonNode node) => node switch
    {
        JsonObject o => o.Where(m => m.Value is not null).SelectMany(m => Nodes(m.Value!)).Prepend(o),
        JsonArray a => a.Where(i => i is not null).SelectMany(i => Nodes(i!)).Prepend(a),
        _ => [node],
    };

    private async Task<JsonNode> DocumentAsync() => (await service.GetAsync("/openapi/v1.json")).Json;

    private static async Task<JsonNode> ContractAsync() =>
        JsonNode.Parse(await File.ReadAllTextAsync(Path.Combine(AppContext.BaseDirectory, "Contract", "execute-workflow.json")))!;

    [GeneratedRegex(@"\{\*{0,2}([A-Za-z]+)(:[^}]*)?\??\}")]
    private static partial Regex Constraint();

    [GeneratedRegex("src=\"([^\"]+)\"")]
    private static partial Regex Script();
}
