using System.Net;
using System.Text.Json.Nodes;
using Flowker.Api.OpenApi;

namespace Flowker.Api.Tests.Published;

/// <summary>What generators of clients need of the document, and what holds for all operations alike.</summary>
public sealed class DocumentShapeTests(Service service) : IClassFixture<Service>
{
    [Fact]
    public async Task No_object_is_without_members_and_no_list_of_words_without_a_name()
    {
        var document = await DocumentAsync();
        Assert.Empty(
            from node in Nodes(document, "")
            where (string?)(node.Value["type"] as JsonValue) is "object" && node.Value["properties"] is null && node.Value["additionalProperties"] is null
            select $"{node.At}: an object of any members says so (Json), any other names them");
        Assert.Empty(
            from node in Nodes(document, "")
            where node.Value["enum"] is JsonArray { Count: > 1 } && !(node.At.StartsWith("/components/schemas/", StringComparison.Ordinal) && node.At.Count(c => c == '/') == 3)
            select $"{node.At}: put these words into WordList");
        Assert.Empty(from node in Nodes(document, "") where node.Value["oneOf"] is JsonArray || node.Value["type"] is JsonArray select node.At);
    }

    [Fact]
    public async Task Every_schema_member_and_parameter_is_described()
    {
        var document = await DocumentAsync();
        var schemas = document["components"]!["schemas"]!.AsObject();
        Assert.Empty(from schema in schemas where Text(schema.Value!, "description") is null select $"{schema.Key} (add it to MemberTexts, or a Description)");
        Assert.Empty(
            from schema in schemas
            from member in schema.Value!["properties"]?.AsObject().AsEnumerable() ?? []
            where Text(member.Value!, "description") is null
            select $"{schema.Key}.{member.Key} (add it to MemberTexts, or a Description)");
        Assert.Empty(
            from node in Nodes(document["paths"]!, "")
            where node.Value["in"] is not null && Text(node.Value, "description") is null
            select node.At);
    }

    [Fact]
    public async Task Every_list_of_words_is_used_where_it_says()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;
        foreach (var (list, member) in WordList.All.SelectMany(l => l.Members.Select(m => (l, m.Split('.')))))
        {
            Assert.True(
                (string?)schemas[member[0]]?["properties"]?[member[1]]?["$ref"] == $"#/components/schemas/{list.Name}",
                $"{string.Join('.', member)} does not have the words of {list.Name}");
        }

        Assert.All(WordList.All, list => Assert.NotNull(schemas[list.Name]));
        Assert.Contains("circuitBreaker", schemas["WaitType"]!["enum"]!.AsArray().Select(w => (string)w!));
    }

    [Fact]
    public async Task Every_answer_names_its_request_and_too_much_work_says_when_to_repeat()
    {
        var document = await DocumentAsync();
        foreach (var (at, operation) in Operations(document))
        {
            Assert.Matches("^[a-z]+[A-Za-z]+$", (string)operation["operationId"]!);
            foreach (var (status, response) in operation["responses"]!.AsObject())
            {
                var headers = response!["headers"]?.AsObject() ?? [];
                Assert.True(headers.ContainsKey("X-Request-Id"), $"{at} {status}");
                Assert.True(status is not "429" || headers.ContainsKey("Retry-After"), $"{at} {status}");
                Assert.True(status is not "201" || headers.ContainsKey("Location"), $"{at} {status}");
                Assert.True(status is not "304" || headers.ContainsKey("ETag"), $"{at} {status}");
            }
        }

        foreach (var path in new[] { "/v1/workflows/{workflowId}/executions", "/v1/webhooks/{path}" })
        {
            var responses = document["paths"]![path]!["post"]!["responses"]!;
            Assert.NotNull(responses["429"]);
            Assert.NotNull(responses["200"]!["headers"]!["Idempotency-Replayed"]);
        }
    }

    [Fact]
    public async Task What_may_be_absent_is_not_required()
    {
        var schemas = (await DocumentAsync())["components"]!["schemas"]!;
        Assert.DoesNotContain("config", Required(schemas["ExecutorAuthentication"]!));
        Assert.DoesNotContain("executionTimeoutSeconds", Required(schemas["WorkflowSettings"]!));
        Assert.All(
            schemas.AsObject().Where(s => s.Value!["properties"]?["nextCursor"] is not null),
            page => Assert.Equal(["hasMore", "items"], Required(page.Value!).Order(StringComparer.Ordinal)));
        var list = (await service.GetAsync("/v1/executions")).Json.AsObject();
        Assert.Equal(["items", "hasMore"], list.Select(m => m.Key));
    }

    [Fact]
    public async Task Numbers_and_flags_are_no_strings()
    {
        var document = await DocumentAsync();
        var types = (
            from operation in Operations(document)
            from parameter in operation.Value["parameters"]?.AsArray() ?? []
            where (string?)parameter!["in"] is "query"
            select (Name: (string)parameter!["name"]!, Type: (string?)parameter["schema"]!["type"])).Distinct().ToDictionary(p => p.Name, p => p.Type);
        Assert.Equal(("integer", "integer", "integer", "boolean"), (types["limit"], types["count"], types["after"], types["payloads"]));
    }

    [Fact]
    public async Task A_witness_tells_what_an_answer_has_that_the_document_has_not()
    {
        var contract = await Witness.ReadAsync(service.Http.BaseAddress!);
        Dictionary<string, string> headers = new() { ["Content-Type"] = "application/json", ["X-Request-Id"] = "r" };
        const string live = """{"status":"healthy"}""";
        Assert.Empty(contract.Faults(HttpMethod.Get, "/health/live", HttpStatusCode.OK, headers, live));
        Assert.Contains("more", Assert.Single(contract.Faults(HttpMethod.Get, "/health/live", HttpStatusCode.OK, headers, """{"status":"healthy","more":1}""")), StringComparison.Ordinal);
        Assert.NotEmpty(contract.Faults(HttpMethod.Get, "/health/live", HttpStatusCode.OK, headers, """{"status":"fine"}"""));
        Assert.NotEmpty(contract.Faults(HttpMethod.Get, "/health/live", HttpStatusCode.OK, headers, "{}"));
        Assert.Contains("418", Assert.Single(contract.Faults(HttpMethod.Get, "/health/live", (HttpStatusCode)418, headers, live)), StringComparison.Ordinal);
        headers["X-Novel"] = "1";
        Assert.Contains("X-Novel", Assert.Single(contract.Faults(HttpMethod.Get, "/health/live", HttpStatusCode.OK, headers, live)), StringComparison.Ordinal);
        headers.Remove("X-Novel");
        headers.Remove("X-Request-Id");
        Assert.Contains("X-Request-Id", Assert.Single(contract.Faults(HttpMethod.Get, "/health/live", HttpStatusCode.OK, headers, live)), StringComparison.Ordinal);
    }

    private static IEnumerable<string> Required(JsonNode schema) => (schema["required"]?.AsArray() ?? []).Select(r => (string)r!);

    private static string? Text(JsonNode node, string member) => (string?)node[member] is { Length: > 0 } text ? text : null;

    private static IEnumerable<(string At, JsonNode Value)> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        select ($"{method.Key} {path.Key}", method.Value!);

    // Examples are no schemas, and the members of an object are not its keywords.
    private static IEnumerable<(string At, JsonObject Value)> Nodes(JsonNode node, string at) => node switch
    {
        JsonObject o => o.Where(m => m.Value is not null && m.Key is not ("example" or "examples"))
            .SelectMany(m => Nodes(m.Value!, $"{at}/{m.Key}"))
            .Concat(at.EndsWith("/properties", StringComparison.Ordinal) ? [] : [(at, o)]),
        JsonArray a => a.SelectMany((item, i) => item is null ? [] : Nodes(item, $"{at}/{i}")),
        _ => [],
    };

    private async Task<JsonNode> DocumentAsync() => (await service.GetAsync("/openapi/v1.json")).Json;
}
