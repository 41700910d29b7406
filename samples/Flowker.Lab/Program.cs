using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using Flowker.Api;
using Flowker.Lab;

const string bankName = "lab-bank";
const string workflowName = "lab-payment";
const string data = "data/lab";

// The bank comes first, at the address it had before: what is open goes on as soon as Flowker is there.
await using var bank = await MockBank.StartAsync(BankPort(data));
var bankUrl = new Uri(bank.Urls.First());
await using var flowker = FlowkerApi.Create(args, builder =>
{
    builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
    {
        ["Flowker:DataDirectory"] = data,
        // The bank listens on loopback, where provider calls are refused outside of development.
        ["Flowker:AllowPrivateAddresses"] = "true",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
    });
});
await flowker.StartAsync();
var address = flowker.Urls.First().Replace("//[::]", "//localhost", StringComparison.Ordinal);
using var http = new HttpClient { BaseAddress = new Uri(address) };
if (flowker.Configuration["API_KEY"] is { Length: > 0 } key)
{
    http.DefaultRequestHeaders.Add("X-API-Key", key);
}

var client = new LabClient(http);
Console.WriteLine($"Flowker   {address}   (data in {data})");
Console.WriteLine($"mock bank {bankUrl}   fraud, KYC, ledger, notifications; slow and faulty now and then");
Console.WriteLine();

var stopping = flowker.Services.GetRequiredService<IHostApplicationLifetime>().ApplicationStopping;
var watcher = new ExecutionWatcher(client, Console.Out);
try
{
    var bankId = await client.FindBankAsync(bankName) ?? await client.CreateBankAsync(bankName, bankUrl);
    var open = await client.OpenExecutionsAsync();
    var workflowId = await client.FindWorkflowAsync(workflowName)
        ?? await client.CreateActiveWorkflowAsync((await ReadWorkflowAsync()).Replace("{bank}", bankId, StringComparison.Ordinal));
    if (open.Length > 0)
    {
        Console.WriteLine($"{open.Length} payment(s) were open when the lab was stopped; they go on from their last committed step:");
    }

    var resumed = open.Select(id => watcher.FollowAsync($"resumed-{id[^4..]}", id, stopping));
    Console.WriteLine($"Workflow {workflowName} ({workflowId}) is active. New payments:");
    await Task.WhenAll([.. resumed, .. Payments().Select(p => PayAsync(workflowId, p.Label, p.Payer, p.Payee, p.Amount))]);
    PrintNextSteps(address, workflowId);
    await Task.Delay(Timeout.InfiniteTimeSpan, stopping);
}
catch (OperationCanceledException) when (stopping.IsCancellationRequested)
{
    Console.WriteLine();
    Console.WriteLine("Stopped. Start the lab again: what is open goes on.");
}

await flowker.WaitForShutdownAsync();

async Task PayAsync(string workflowId, string label, string payer, string payee, decimal amount)
{
    var input = new JsonObject { ["payer"] = payer, ["payee"] = payee, ["amount"] = amount };
    var id = await client.StartAsync(workflowId, $"lab-{Guid.NewGuid():N}", input);
    await watcher.FollowAsync(label, id, stopping);
}

static (string Label, string Payer, string Payee, decimal Amount)[] Payments() =>
[
    ("coffee", "alice", "bob-cafe", 4.50m),
    ("rent", "carole", "landlord", 950m),
    ("yacht", "trent", "boats-inc", 250_000m),
    ("old account", "peggy", MockBank.ClosedPayee, 80m),
    ("maintenance", "dave1", MockBank.SlowPayee, 120m),
];

static async Task<string> ReadWorkflowAsync()
{
    await using var stream = typeof(MockBank).Assembly.GetManifestResourceStream("payment.workflow.json")!;
    using var reader = new StreamReader(stream);
    return await reader.ReadToEndAsync();
}

static void PrintNextSteps(string address, string workflowId) => Console.WriteLine($$$"""

    All ended. Try it yourself while this keeps serving (Ctrl+C ends it; start it again during a payment and see it go on):

      curl -s {{{address}}}/v1/workflows/{{{workflowId}}}/executions -H 'Content-Type: application/json' \
        -H 'Idempotency-Key: my-first-payment' -d '{"inputData":{"payer":"alice","payee":"bob","amount":12.50}}'

      the same again: the same execution, nothing is paid twice
      curl -s '{{{address}}}/v1/executions?limit=5'
      curl -s {{{address}}}/v1/executions/<executionId>/results
      curl -s {{{address}}}/v1/workflows/{{{workflowId}}}
    """);

static int BankPort(string folder)
{
    var file = Path.Combine(Directory.CreateDirectory(folder).FullName, "bank-port");
    if (File.Exists(file) && int.TryParse(File.ReadAllText(file), out var before))
    {
        return before;
    }

    using var probe = new TcpListener(IPAddress.Loopback, 0);
    probe.Start();
    var port = ((IPEndPoint)probe.LocalEndpoint).Port;
    File.WriteAllText(file, port.ToString(CultureInfo.InvariantCulture));
    return port;
}
