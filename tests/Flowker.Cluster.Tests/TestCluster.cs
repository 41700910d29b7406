using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Flowker.Testing;
using Npgsql;

namespace Flowker.Cluster.Tests;

/// <summary>Some processes of Flowker on one PostgreSQL, a provider that they call, and an active workflow.</summary>
internal sealed class TestCluster : IAsyncDisposable
{
    private readonly string _data = Directory.CreateTempSubdirectory("flowker-cluster-").FullName;
    private readonly FlowkerProcess[] _processes;
    private readonly ConcurrentBag<FlowkerProcess> _all = [];

    private TestCluster(string connectionString, StubProvider provider, int count, (string Name, string Value)[] settings)
    {
        ConnectionString = connectionString;
        Provider = provider;
        Settings = settings;
        _processes = new FlowkerProcess[count];
    }

    public string ConnectionString { get; }

    public StubProvider Provider { get; }

    public string Workflow { get; private set; } = "";

    public int Count => _processes.Length;

    private (string Name, string Value)[] Settings { get; }

    /// <summary>The process that has the place at this moment; it changes when it is replaced.</summary>
    public FlowkerProcess this[int place] => Volatile.Read(ref _processes[place]);

    public static Task<TestCluster> StartAsync(
        IReadOnlyList<Role> roles, PostgresServer? server = null, params (string Name, string Value)[] settings) =>
        StartAsync(program: null, roles, server, settings);

    /// <summary>All of an earlier version.</summary>
    public static Task<TestCluster> StartAsync(string program, IReadOnlyList<Role> roles, params (string Name, string Value)[] settings) =>
        StartAsync(program, roles, server: null, settings);

    private static async Task<TestCluster> StartAsync(
        string? program, IReadOnlyList<Role> roles, PostgresServer? server, (string Name, string Value)[] settings)
    {
        var database = await (server ?? await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        var cluster = new TestCluster(database, await StubProvider.StartAsync(), roles.Count, settings);
        try
        {
            // All at once: the schema and the membership must stand it.
            await Task.WhenAll(roles.Select((role, place) => cluster.StartAsync(place, program, role)));
            cluster.Workflow = await Payments.CreateWorkflowAsync(cluster[roles.Count - 1].Http, cluster.Provider.Address);
            return cluster;
        }
        catch
        {
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts a new process in the place. The one that it replaces is left to those who still speak to it.</summary>
    public async Task StartAsync(int place, Role role = Role.Api, params (string Name, string Value)[] settings) =>
        Put(place, await FlowkerProcess.StartAsync(_data, ConnectionString, role, [.. Settings, .. settings]));

    /// <summary>The same with a program that was built elsewhere, if one is named.</summary>
    public async Task StartAsync(int place, string? program, Role role = Role.Api)
    {
        if (program is null)
        {
            await StartAsync(place, role);
            return;
        }

        Put(place, await FlowkerProcess.StartAsync(program, _data, ConnectionString, role, Settings));
    }

    private void Put(int place, FlowkerProcess process)
    {
        _all.Add(process);
        Volatile.Write(ref _processes[place], process);
    }

    /// <summary>Waits until nothing is open any more and the invariants hold.</summary>
    public async Task IsAtRestAsync(FlowkerProcess asked)
    {
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                using var response = await asked.Http.GetAsync("/v1/operations/invariants");
                var report = JsonNode.Parse(await response.Content.ReadAsStringAsync())!;
                return response.IsSuccessStatusCode && (bool)report["holds"]! && (int)report["openExecutions"]! == 0;
            },
            async () => $"Not at rest: {await asked.Http.GetStringAsync("/v1/operations/invariants")}");
        Assert.Equal(0, await CountAsync("select count(*) from executions where status in ('pending', 'running')"));
    }

    /// <summary>The report, as soon as it is given: right after a fault the service may ask to come again.</summary>
    public static async Task<JsonNode> InvariantsAsync(FlowkerProcess asked)
    {
        var answer = "";
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                using var response = await asked.Http.GetAsync("/v1/operations/invariants");
                answer = await response.Content.ReadAsStringAsync();
                return response.IsSuccessStatusCode;
            },
            () => Task.FromResult($"No report: {answer}"));
        return JsonNode.Parse(answer)!;
    }

    public async Task<long> CountAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
#pragma warning disable CA2100 // The texts are those of the tests.
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task ExecuteAsync(string sql)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString);
#pragma warning disable CA2100 // The texts are those of the tests.
        await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _all)
        {
            await process.DisposeAsync();
        }

        await Provider.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }
}
