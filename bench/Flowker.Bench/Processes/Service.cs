using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Flowker.Bench.Provider;
using Flowker.Bench.Workflows;

namespace Flowker.Bench.Processes;

/// <summary>What is measured: Flowker, in one process or more, on a database of its own, with the bank that it calls.</summary>
internal sealed class Service : IAsyncDisposable
{
    private readonly SiloPorts[] _ports;
    private HttpClient _http = new();
    private string? _bank;

    private Service(BenchStorage storage, StubProvider bank, int processes)
    {
        Storage = storage;
        Bank = bank;
        _ports = [.. Enumerable.Range(0, processes).Select(_ => SiloPorts.Free())];
    }

    public BenchStorage Storage { get; }

    public StubProvider Bank { get; }

    public IReadOnlyList<FlowkerProcess> Processes { get; private set; } = [];

    public IReadOnlyList<IPEndPoint> Servers => [.. Processes.Select(p => p.EndPoint)];

    public static async Task<Service> StartAsync(BenchStorage storage, StubProvider bank, int processes = 1)
    {
        var service = new Service(storage, bank, processes);
        await service.LaunchAsync();
        return service;
    }

    /// <summary>Kills every process and starts as many on the same database.</summary>
    public async Task RestartAsync(Func<Task> whileDown)
    {
        await StopAsync();
        await whileDown();
        await LaunchAsync();
    }

    /// <summary>The path to which executions of the scenario are posted.</summary>
    public async Task<string> ActivateAsync(Scenario scenario)
    {
        _bank ??= (string)(await PostAsync("/v1/provider-configurations", new JsonObject
        {
            ["name"] = "bank",
            ["providerId"] = "http",
            ["config"] = new JsonObject { ["base_url"] = Bank.Address.ToString() },
        }))["id"]!;
        var definition = scenario.Definition.Replace("{bank}", _bank, StringComparison.Ordinal);
        var workflow = (string)(await PostAsync("/v1/workflows", JsonNode.Parse(definition)))["workflowId"]!;
        await PostAsync($"/v1/workflows/{workflow}/activate", null);
        return $"/v1/workflows/{workflow}/executions";
    }

    /// <summary>Completes when no execution is open any more.</summary>
    public async Task WhenIdleAsync()
    {
        while ((await GetAsync("/v1/executions?status=running&limit=1"))["items"]!.AsArray().Count > 0)
        {
            await Task.Delay(20);
        }
    }

    public async Task<JsonNode> GetAsync(string path) => (await _http.GetFromJsonAsync<JsonNode>(path))!;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await Storage.DisposeAsync();
    }

    private async Task LaunchAsync()
    {
        List<FlowkerProcess> started = [];
        Processes = started;
        foreach (var ports in _ports)
        {
            started.Add(await FlowkerProcess.StartAsync(Storage.Folder, Storage.ConnectionString, ports));
        }

        _http = new HttpClient { BaseAddress = started[0].Address, Timeout = TimeSpan.FromSeconds(30) };
    }

    private async Task StopAsync()
    {
        _http.Dispose();
        foreach (var process in Processes)
        {
            await process.DisposeAsync();
        }
    }

    private async Task<JsonNode> PostAsync(string path, JsonNode? body)
    {
        using var content = new StringContent(body?.ToJsonString() ?? "", Encoding.UTF8, "application/json");
        using var response = await _http.PostAsync(path, body is null ? null : content);
        var text = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode
            ? JsonNode.Parse(text)!
            : throw new InvalidOperationException($"POST {path}: {(int)response.StatusCode} {text}");
    }
}
