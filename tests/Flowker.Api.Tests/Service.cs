using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Flowker.Api.Authentication;
using Flowker.Api.Tests.Published;
using Flowker.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Flowker.Api.Tests;

/// <summary>The service on PostgreSQL.</summary>
public sealed class PostgresService : Service
{
    private string? _connectionString;

    public string ConnectionString => _connectionString!;

    protected override async Task<(string, string?)> DatabaseAsync() =>
        ("ConnectionStrings:Flowker", _connectionString = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());

    public override async Task<byte[]> RawDatabaseAsync()
    {
        await using var source = NpgsqlDataSource.Create(_connectionString!);
        using var all = new MemoryStream();
        foreach (var table in await TextsAsync(source, "select tablename from pg_tables where schemaname = 'public'"))
        {
            foreach (var row in await TextsAsync(source, $"select t::text from {table} t"))
            {
                all.Write(Encoding.UTF8.GetBytes(row));
                foreach (Match bytes in Regex.Matches(row, "\\\\x([0-9a-f]*)"))
                {
                    all.Write(Convert.FromHexString(bytes.Groups[1].Value));
                }
            }
        }

        return all.ToArray();
    }

    private static async Task<List<string>> TextsAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync();
        List<string> texts = [];
        while (await reader.ReadAsync())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }
}

/// <summary>The service on a real port with a database of its own, shared by the tests of a class: SQLite here.</summary>
public class Service : IAsyncLifetime
{
    private readonly string _data = Directory.CreateTempSubdirectory("flowker-api-").FullName;
    private readonly Dictionary<string, string?> _settings = [];
    private readonly Said _log = new();
    private (string Setting, string? Value) _database;
    private WebApplication? _app;

    public Service()
    {
    }

    internal Service(params (string Name, string Value)[] settings) =>
        _settings = settings.ToDictionary(s => s.Name, s => (string?)s.Value);

    /// <summary>Holds every answer against the published document.</summary>
    public HttpClient Http { get; private set; } = new();

    internal Witness Witness { get; private set; } = null!;

    /// <summary>What the database holds, as an attacker with a copy of it would search it.</summary>
    public virtual async Task<byte[]> RawDatabaseAsync()
    {
        var files = Directory.GetFiles(_data, "flowker.db*").Order(StringComparer.Ordinal);
        using var all = new MemoryStream();
        foreach (var file in files)
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            await stream.CopyToAsync(all);
        }

        return all.ToArray();
    }

    /// <summary>What it logged as a warning, or worse.</summary>
    public IReadOnlyCollection<string> Said => _log.Messages;

    /// <summary>The program's own services.</summary>
    public IServiceProvider Services => _app!.Services;

    internal StubProvider Provider { get; private set; } = null!;

    /// <summary>A provider configuration that points to <see cref="Provider"/>.</summary>
    public string ProviderConfigId { get; private set; } = "";

    public async Task InitializeAsync()
    {
        Provider = await StubProvider.StartAsync();
        _database = await DatabaseAsync();
        await StartAsync();
        if (_settings.Count == 0)
        {
            var created = await PostAsync("/v1/provider-configurations", new JsonObject
            {
                ["name"] = "stub",
                ["providerId"] = "http",
                ["config"] = new JsonObject { ["base_url"] = Provider.Address.ToString() },
            });
            ProviderConfigId = (string)created.Json["id"]!;
        }
    }

    /// <summary>Stops the service and starts it again on the same database.</summary>
    public async Task RestartAsync()
    {
        await _app!.DisposeAsync();
        await StartAsync();
    }

    private async Task StartAsync()
    {
        _app = FlowkerApi.Create([], builder =>
        {
            builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
            {
                ["urls"] = "http://127.0.0.1:0",
                ["Flowker:DataDirectory"] = _data,
                ["Flowker:SiloPort"] = "0",
                ["Flowker:GatewayPort"] = "0",
                ["SSRF_ALLOW_PRIVATE"] = "true",
                ["Flowker:Audit:CheckpointSeconds"] = "1",
                [_database.Setting] = _database.Value,
            });
            builder.Configuration.AddInMemoryCollection(_settings);
            builder.Logging.ClearProviders();
            builder.Logging.AddProvider(_log.Provider());
            // Tests are wrong on purpose, all from one address; those that ask how they are slowed say so.
            builder.Services.Configure<FailedAttemptOptions>(attempts => attempts.Longest = TimeSpan.Zero);
            Configure(builder);
        });
        await _app.StartAsync();
        Http.Dispose();
        var address = new Uri(_app.Urls.First());
        Witness = await Witness.OfAsync(address);
        Http = new HttpClient(Witness) { BaseAddress = address };
    }

    public async Task DisposeAsync()
    {
        Http.Dispose();
        await _app!.DisposeAsync();
        await Provider.DisposeAsync();
        Directory.Delete(_data, recursive: true);
    }

    /// <summary>What else goes into the process.</summary>
    protected virtual void Configure(WebApplicationBuilder builder)
    {
    }

    /// <summary>The setting that names the database.</summary>
    protected virtual Task<(string Setting, string? Value)> DatabaseAsync() => Task.FromResult(("Flowker:DataDirectory", (string?)_data));

    public async Task<Answer> SendAsync(
        HttpMethod method, string path, string? body = null, string? key = null, string contentType = "application/json", params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(contentType);
        }

        if (key is not null)
        {
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
        }

        foreach (var (name, value) in headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
            {
                request.Content!.Headers.TryAddWithoutValidation(name, value);
            }
        }

        using var response = await Http.SendAsync(request);
        return await Answer.OfAsync(response);
    }

    public Task<Answer> PostAsync(string path, JsonNode? body = null) => SendAsync(HttpMethod.Post, path, body?.ToJsonString());

    public Task<Answer> GetAsync(string path) => SendAsync(HttpMethod.Get, path);

    public Task<Answer> StartAsync(string workflow, string key, string input = "{}") =>
        SendAsync(HttpMethod.Post, $"/v1/workflows/{workflow}/executions", $$"""{"inputData":{{input}}}""", key);

    /// <summary>Creates and activates a workflow; <c>{provider}</c> in the nodes stands for the stub.</summary>
    public async Task<string> ActivateAsync(string nodes, string edges, string name = "")
    {
        var created = await SendAsync(HttpMethod.Post, "/v1/workflows", Body(nodes, edges, name));
        Assert.Equal(HttpStatusCode.Created, created.Status);
        var id = (string)created.Json["workflowId"]!;
        var activated = await PostAsync($"/v1/workflows/{id}/activate");
        Assert.True(activated.Status is HttpStatusCode.OK, activated.Text);
        return id;
    }

    public string Body(string nodes, string edges, string name = "") =>
        $$"""{"name":"{{(name.Length > 0 ? name : Guid.NewGuid().ToString())}}","nodes":{{nodes.Replace("{provider}", ProviderConfigId, StringComparison.Ordinal)}},"edges":{{edges}}}""";

    /// <summary>The results, once the execution has ended.</summary>
    public async Task<JsonNode> ResultsAsync(string execution)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            var answer = await GetAsync($"/v1/executions/{execution}/results");
            if (answer.Status is HttpStatusCode.OK)
            {
                return answer.Json;
            }

            Assert.Equal("FLK-0502", answer.Code);
            patience.Token.ThrowIfCancellationRequested();
        }
    }
}

/// <summary>What came back.</summary>
public sealed record Answer(HttpStatusCode Status, IReadOnlyDictionary<string, string> Headers, string Text)
{
    public static async Task<Answer> OfAsync(HttpResponseMessage response) => new(
        response.StatusCode,
        response.Headers.Concat(response.Content.Headers)
            .ToDictionary(h => h.Key, h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase),
        await response.Content.ReadAsStringAsync());

    public JsonNode Json => JsonNode.Parse(Text)!;

    public string? Code => (string?)Json["code"];

    /// <summary>The answer is this error, in the one shape of all errors.</summary>
    public void Is(int status, string code)
    {
        Assert.Equal((status, code), ((int)Status, Code));
        Assert.False(string.IsNullOrEmpty((string?)Json["title"]));
        Assert.False(string.IsNullOrEmpty((string?)Json["message"]));
        Assert.Equal("application/json", Headers["Content-Type"]);
        Assert.True(Headers.ContainsKey("X-Request-Id"));
    }
}
