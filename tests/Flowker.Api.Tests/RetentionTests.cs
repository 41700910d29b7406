using System.Net;
using Microsoft.Data.Sqlite;

namespace Flowker.Api.Tests;

/// <summary>Executions go when their time to be kept is over; what they did stays provable.</summary>
public sealed class RetentionTests
{
    [Fact]
    public async Task An_execution_that_ended_long_ago_is_gone_and_its_key_is_free()
    {
        var folder = Directory.CreateTempSubdirectory("flowker-retention-").FullName;
        try
        {
            string execution, workflow;
            await using (var before = await StartAsync(folder))
            {
                workflow = await before.Service.ActivateAsync(Workflows.JustOutput, Workflows.JustOutputEdges);
                execution = (string)(await before.Service.StartAsync(workflow, "once")).Json["executionId"]!;
                await before.Service.ResultsAsync(execution);
            }

            Age(folder, TimeSpan.FromDays(8));
            await using var after = await StartAsync(folder, ("Flowker:RetentionDays", "7"));
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
            Answer answer;
            do
            {
                patience.Token.ThrowIfCancellationRequested();
                answer = await after.Service.GetAsync($"/v1/executions/{execution}");
            }
            while (answer.Status is HttpStatusCode.OK);
            answer.Is(404, "FLK-0500");
            Assert.Equal(HttpStatusCode.Created, (await after.Service.StartAsync(workflow, "once")).Status);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task<Running> StartAsync(string folder, params (string Name, string Value)[] settings)
    {
        var service = new Service([("Flowker:DataDirectory", folder), .. settings]);
        await service.InitializeAsync();
        return new Running(service);
    }

    // Nobody can wait a week for a test.
    private static void Age(string folder, TimeSpan by)
    {
        using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "flowker.db")};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = "update executions set completed_at = @at";
        command.Parameters.AddWithValue("@at", DateTime.UtcNow - by);
        Assert.Equal(1, command.ExecuteNonQuery());
    }

    private sealed record Running(Service Service) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Service.DisposeAsync();
    }
}
