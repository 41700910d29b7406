using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Flowker.Cluster.Tests;

/// <summary>Version 0.1 and this one, side by side and one after the other.</summary>
public sealed class UpgradeTests
{
    private static readonly string[] Open = ["in-flight", "retrying", "held-by-breaker", "limited", "held-by-limit", "branches", "after-the-kill"];

    [Fact]
    public async Task A_cluster_rolls_from_0_1_and_back_under_load_without_a_failed_request()
    {
        var earlier = await EarlierVersion.ProgramAsync();
        await using var cluster = await TestCluster.StartAsync(
            earlier, [Role.Api, Role.Api], ("Flowker__DrainSeconds", "2"), ("Flowker__Features__Hold", "true"));
        int[] all = [0, 1];
        var load = new StartLoad(cluster, all) { How = (process, key) => Payments.StartByEachWayAsync(process.Http, cluster.Workflow, key) };
        using var enough = new CancellationTokenSource();
        var running = load.RunAsync("payment", clients: 4, TimeSpan.FromMilliseconds(100), enough.Token);
        foreach (var (place, program) in new (int, string?)[] { (0, null), (1, null), (0, earlier), (1, earlier) })
        {
            await load.ReachesAsync(load.Acknowledged.Count + 50);
            if (program is null && place == 1)
            {
                // A silo that has not said what it knows knows nothing.
                using var refused = await cluster[0].Http.PostAsync("/v1/operations/features/set-aside", null);
                Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
            }

            var stopping = cluster[place].StopAsync();
            await Eventually.BecomesTrueAsync(async () => !await IsReadyAsync(cluster[place]), "It did not begin to drain.");
            load.Places = [.. all.Where(p => p != place)];
            await stopping;
            await cluster.StartAsync(place, program);
            await Eventually.BecomesTrueAsync(() => IsReadyAsync(cluster[place]), "It is not ready.");
            load.Places = all;
        }

        await load.ReachesAsync(load.Acknowledged.Count + 50);
        await enough.CancelAsync();
        await running;
        Assert.Equal([], load.Failures);
        Assert.Equal(0, await cluster.CountAsync("select count(*) from flowker_features"));
        await Promises.HoldAsync(cluster, load, cluster[0]);
        Promises.HoldForCalls(cluster, load);
    }

    [Fact]
    public async Task What_0_1_left_open_in_every_state_on_sqlite_goes_on()
    {
        var data = Directory.CreateTempSubdirectory("flowker-0.1-data-").FullName;
        try
        {
            await using (var stored = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Stored", "0.1.db.gz")))
            await using (var unzipped = new GZipStream(stored, CompressionMode.Decompress))
            await using (var file = File.Create(Path.Combine(data, "flowker.db")))
            {
                await unzipped.CopyToAsync(file);
            }

            // With what signed its checkpoints, and no more.
            Directory.CreateDirectory(Path.Combine(data, "audit"));
            File.Copy(Path.Combine(AppContext.BaseDirectory, "Stored", "0.1-signing-key.pem"), Path.Combine(data, "audit", "signing-key.pem"));

            await using var provider = await StubProvider.StartAsync();
            await using var process = await FlowkerProcess.StartAsync(data, connectionString: null);
            await RedirectAsync(process.Http, provider.Address);
            foreach (var key in Open)
            {
                await Eventually.BecomesTrueAsync(
                    async () => (string?)(await ByKeyAsync(process.Http, key))["status"] == "completed",
                    async () => $"{key}: {await ByKeyAsync(process.Http, key)}");
            }

            foreach (var key in new[] { "in-flight-fail", "failed" })
            {
                Assert.Equal("FLK-0504", (string?)(await ByKeyAsync(process.Http, key))["errorCode"]);
            }

            var id = (string)(await ByKeyAsync(process.Http, "in-flight"))["executionId"]!;
            Assert.Contains(provider.Calls, c => c.Key == $"{id}:c");
            var golden = await ByKeyAsync(process.Http, "golden-1");
            var results = JsonNode.Parse(await process.Http.GetStringAsync($"/v1/executions/{golden["executionId"]}/results"))!;
            Assert.Equal((true, 8), ((bool)results["finalOutput"]!["approved"]!, results["stepResults"]!.AsArray().Count));

            // What clients repeat is known, and what triggers must prove can still be read.
            var repeated = await RepeatAsync(process.Http, await ByKeyAsync(process.Http, "limited"));
            Assert.Equal((string?)(await ByKeyAsync(process.Http, "limited"))["executionId"], repeated);
            Assert.Equal(HttpStatusCode.Unauthorized, await FireAsync(process.Http, "closed sesame"));
            Assert.Equal(HttpStatusCode.Created, await FireAsync(process.Http, "open sesame"));
            var verified = JsonNode.Parse(await process.Http.GetStringAsync(
                $"/v1/audit-events/{await LastEventAsync(process.Http)}/verify"))!;
            Assert.True((bool)verified["isValid"]!, verified.ToJsonString());
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    // Where the provider of then was, nobody is any more.
    private static async Task RedirectAsync(HttpClient http, Uri provider)
    {
        var listed = JsonNode.Parse(await http.GetStringAsync("/v1/provider-configurations?limit=100"))!;
        foreach (var configuration in listed["items"]!.AsArray())
        {
            if ((string)configuration!["name"]! is not ("plain" or "down" or "narrow"))
            {
                continue;
            }

            using var changed = await http.PatchAsJsonAsync(
                $"/v1/provider-configurations/{configuration["id"]}",
                JsonNode.Parse($$$"""{"config":{"base_url":"{{{provider}}}","circuitBreaker":{"enabled":false} } }"""));
            Assert.True(changed.IsSuccessStatusCode, await changed.Content.ReadAsStringAsync());
        }
    }

    private static async Task<string?> RepeatAsync(HttpClient http, JsonNode execution)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/workflows/{execution["workflowId"]}/executions")
        {
            Content = new StringContent("""{"inputData":{"n":1}}""", Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("Idempotency-Key", "limited");
        using var response = await http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return (string?)(await response.Content.ReadFromJsonAsync<JsonNode>())!["executionId"];
    }

    private static async Task<JsonNode> ByKeyAsync(HttpClient http, string key) =>
        JsonNode.Parse(await http.GetStringAsync($"/v1/executions/by-key/{key}"))!;

    private static async Task<string> LastEventAsync(HttpClient http)
    {
        JsonNode? found = null;
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                found = JsonNode.Parse(await http.GetStringAsync("/v1/audit-events?limit=1"))!["items"]![0];
                return found?["sequence"] is not null;
            },
            "The last event has no place in the chain.");
        return (string)found!["eventId"]!;
    }

    private static async Task<HttpStatusCode> FireAsync(HttpClient http, string token)
    {
        const string body = """{"amount":12.5,"payee":"Zoë"}""";
        var id = $"msg_{Guid.NewGuid():N}";
        var time = DateTimeOffset.UtcNow.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var key = Convert.FromBase64String("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/webhooks/golden/payments") { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        request.Headers.Add("X-Webhook-Token", token);
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", time);
        request.Headers.Add("webhook-signature", $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{id}.{time}.{body}")))}");
        using var response = await http.SendAsync(request);
        return response.StatusCode;
    }

    private static async Task<bool> IsReadyAsync(FlowkerProcess process)
    {
        using var response = await process.Http.GetAsync("/health/ready");
        return response.IsSuccessStatusCode;
    }
}
