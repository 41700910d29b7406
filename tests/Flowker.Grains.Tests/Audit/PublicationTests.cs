using System.Collections.Concurrent;
using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Executions;
using Flowker.Executors;
using Flowker.Executors.Egress;
using Flowker.Grains.Audit;
using Flowker.Grains.Audit.Chain;
using Flowker.Grains.Audit.Publication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Flowker.Grains.Tests.Audit;

/// <summary>Checkpoints outside: each place gets all of them in order, whatever it was when it began.</summary>
public sealed class PublicationTests
{
    [Fact]
    public async Task A_file_goes_on_behind_its_last_whole_line()
    {
        await using var trail = await TrailInTest.CreateAsync(postgres: false);
        await trail.WriteAsync(13);
        await trail.ChainAsync();
        var bodies = (await trail.Checkpoints.ListAsync(0, 10)).Select(c => c.Body).ToArray();
        Assert.Equal(3, bodies.Length);
        var path = trail.Options.CheckpointFile!;

        // A crash cut the second line off.
        await File.WriteAllTextAsync(path, bodies[0] + "\n" + bodies[1][..40]);
        await PublishUntilAsync(trail, new CheckpointFile(path), () => File.Exists(path) && Lines(path).Length == 3);
        Assert.Equal(bodies, Lines(path));
    }

    [Fact]
    public async Task A_store_gets_each_as_an_object_again_after_a_failure()
    {
        await using var trail = await TrailInTest.CreateAsync(postgres: false);
        await trail.WriteAsync(9);
        await trail.ChainAsync();
        var store = new Store();
        var lead = new ChainLead { IsHeld = true };
        var options = new CheckpointS3Options { Region = "eu-west-1", Bucket = "proof", AccessKeyId = "id", SecretAccessKey = "secret" };
        var target = new CheckpointS3(options, new ExecutorRegistry([store], ProviderCatalog.BuiltIn), trail.Checkpoints, lead);
        var first = (await trail.Checkpoints.ListAsync(0, 1))[0];
        store.Refuses = true;
        await Assert.ThrowsAsync<IOException>(() => target.PublishAsync(first, CancellationToken.None));
        Assert.Equal(0, await target.GetPublishedAsync(CancellationToken.None));
        store.Refuses = false;
        await PublishUntilAsync(trail, target, () => store.Objects.Count == 2);
        Assert.Equal(
            [("flowker-checkpoints/00000000000000000004.json", first.Body)],
            store.Objects.Take(1).Select(o => (o.GetProperty("key").GetString()!, o.GetProperty("body").GetString()!)));
        lead.IsHeld = false;
        Assert.Null(await target.GetPublishedAsync(CancellationToken.None));
    }

    [Fact]
    public async Task A_webhook_gets_each_in_order_again_after_a_refusal()
    {
        await using var trail = await TrailInTest.CreateAsync(postgres: false);
        await trail.WriteAsync(9);
        await trail.ChainAsync();
        var bodies = (await trail.Checkpoints.ListAsync(0, 10)).Select(c => c.Body).ToArray();
        var received = new ConcurrentQueue<string>();
        var refusals = 1;
        await using var receiver = WebApplication.CreateSlimBuilder().Build();
        receiver.Urls.Add("http://127.0.0.1:0");
        receiver.MapPost("/checkpoints", async (HttpRequest request) =>
        {
            using var reader = new StreamReader(request.Body);
            var body = await reader.ReadToEndAsync();
            if (Interlocked.Decrement(ref refusals) >= 0)
            {
                return Results.StatusCode(503);
            }

            received.Enqueue(body);
            return Results.NoContent();
        });
        await receiver.StartAsync();
        using var services = new ServiceCollection().AddFlowkerExecutors(egress => egress.AllowPrivate = true).BuildServiceProvider();
        var address = new Uri(new Uri(receiver.Urls.First()), "/checkpoints");
        var target = new CheckpointWebhook(address, services.GetRequiredService<EgressClient>(), trail.Checkpoints, new ChainLead { IsHeld = true });
        await Assert.ThrowsAsync<HttpRequestException>(async () =>
            await target.PublishAsync((await trail.Checkpoints.ListAsync(0, 1))[0], CancellationToken.None));
        await PublishUntilAsync(trail, target, () => received.Count == bodies.Length);
        Assert.Equal(bodies, received);
    }

    private static string[] Lines(string path) => File.ReadAllText(path).Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static async Task PublishUntilAsync(TrailInTest trail, ICheckpointTarget target, Func<bool> done)
    {
        using var publisher = new CheckpointPublisher([target], trail.Checkpoints, TimeProvider.System, NullLogger<CheckpointPublisher>.Instance);
        await publisher.StartAsync(CancellationToken.None);
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!done())
        {
            await Task.Delay(20, patience.Token);
        }

        await publisher.StopAsync(CancellationToken.None);
    }

    private sealed class Store : IExecutor
    {
        public string Id => "s3.put-object";

        public bool Refuses { get; set; }

        public List<JsonElement> Objects { get; } = [];

        public Task<CallResult> CallAsync(ExecutorCall call, CancellationToken cancellationToken)
        {
            if (!Refuses)
            {
                Objects.Add(call.Payload);
            }

            return Task.FromResult(new CallResult { Outcome = Refuses ? CallOutcome.Failed : CallOutcome.Success });
        }
    }
}
