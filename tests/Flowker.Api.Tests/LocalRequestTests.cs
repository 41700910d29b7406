using System.Net;

namespace Flowker.Api.Tests;

/// <summary>A service that asks nobody who he is, and the web pages in a browser of its machine.</summary>
public sealed class LocalRequestTests(Service service) : IClassFixture<Service>
{
    [Theory]
    [InlineData("evil.example", false)]
    [InlineData("evil.example:4021", false)]
    [InlineData("localhost.evil.example", false)]
    [InlineData("127.0.0.1.evil.example", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("192.168.0.1", false)]
    [InlineData("localhost", true)]
    [InlineData("LOCALHOST:7", true)]
    [InlineData("flowker.localhost", true)]
    [InlineData("127.8.9.1:80", true)]
    [InlineData("[::1]:4021", true)]
    public async Task It_answers_under_names_of_its_machine_alone(string host, bool answers)
    {
        foreach (var path in new[] { "/v1/workflows", "/health/live", "/openapi/v1.json", "/dashboard/" })
        {
            var answer = await service.SendAsync(HttpMethod.Get, path, headers: ("Host", host));
            if (answers)
            {
                Assert.True(answer.Status is HttpStatusCode.OK, $"{path}: {answer.Text}");
            }
            else
            {
                answer.Is(403, "FLK-0403");
            }
        }
    }

    [Theory]
    [InlineData("POST", "Origin", "https://evil.example", false)]
    [InlineData("POST", "Origin", "null", false)]
    [InlineData("POST", "Origin", "http://localhost:9", false)]
    [InlineData("DELETE", "Origin", "https://evil.example", false)]
    [InlineData("PATCH", "Sec-Fetch-Site", "cross-site", false)]
    [InlineData("POST", "Sec-Fetch-Site", "same-site", false)]
    [InlineData("POST", "Sec-Fetch-Site", "same-origin", true)]
    [InlineData("POST", "Sec-Fetch-Site", "none", true)]
    [InlineData("GET", "Origin", "https://evil.example", true)]
    [InlineData("GET", "Sec-Fetch-Site", "cross-site", true)]
    public async Task It_takes_no_changes_from_pages_of_other_sites(string method, string header, string value, bool taken)
    {
        var id = (string)(await service.SendAsync(HttpMethod.Post, "/v1/workflows", service.Body(Workflows.JustOutput, Workflows.JustOutputEdges))).Json["workflowId"]!;
        var path = method == "POST" ? $"/v1/workflows/{id}/activate" : $"/v1/workflows/{id}";
        var answer = await service.SendAsync(new HttpMethod(method), path, headers: (header, value));
        Assert.Equal(taken, answer.Status is HttpStatusCode.OK);
        if (!taken)
        {
            answer.Is(403, "FLK-0403");
            Assert.Equal("draft", (string?)(await service.GetAsync($"/v1/workflows/{id}")).Json["status"]);
        }
    }

    [Fact]
    public async Task Its_own_pages_may()
    {
        var own = service.Http.BaseAddress!.GetLeftPart(UriPartial.Authority);
        Assert.Equal(HttpStatusCode.Created, (await service.SendAsync(
            HttpMethod.Post, "/v1/workflows", service.Body(Workflows.JustOutput, Workflows.JustOutputEdges), headers: ("Origin", own))).Status);
    }

    [Fact]
    public async Task A_webhook_is_a_change_whatever_its_method()
    {
        var path = Guid.NewGuid();
        await service.ActivateAsync(
            $$$"""[{"id":"t","type":"trigger","data":{"triggerType":"webhook","path":"{{{path}}}","method":"GET"} },{"id":"o","type":"action","data":{"actionType":"set_output","output":{} } }]""",
            Workflows.JustOutputEdges);
        (await service.SendAsync(HttpMethod.Get, $"/v1/webhooks/{path}", headers: ("Sec-Fetch-Site", "cross-site"))).Is(403, "FLK-0403");
        Assert.Equal(HttpStatusCode.Created, (await service.GetAsync($"/v1/webhooks/{path}")).Status);
    }
}

/// <summary>What the setting names may call, and where callers prove who they are nothing of this is asked.</summary>
public sealed class LocalRequestLimitTests(CrossOriginTests.AllowingService allowing, Guarded guarded)
    : IClassFixture<CrossOriginTests.AllowingService>, IClassFixture<Guarded>
{
    [Theory]
    [InlineData("https://app.example.com", true)]
    [InlineData("https://a.example.org", true)]
    [InlineData("https://evil.example", false)]
    public async Task Pages_that_the_setting_names_may_change(string origin, bool may) => Assert.Equal(
        may ? HttpStatusCode.Created : HttpStatusCode.Forbidden,
        (await allowing.SendAsync(HttpMethod.Post, "/v1/workflows", allowing.Body(Workflows.JustOutput, Workflows.JustOutputEdges), headers: ("Origin", origin))).Status);

    [Fact]
    public async Task With_keys_any_name_will_do() => Assert.Equal(HttpStatusCode.OK, (await guarded.Service.SendAsync(
        HttpMethod.Get, "/v1/workflows", headers: [("Host", "flowker.example"), ("Origin", "https://x.example"), ("X-API-Key", Guarded.AdminKey)])).Status);
}
