using Flowker.Silo;

var builder = Host.CreateApplicationBuilder(args);
builder.AddFlowkerLogging();
if (string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString("Flowker")))
{
    throw new InvalidOperationException("A silo alone needs a database that it shares with others: set ConnectionStrings:Flowker.");
}

builder.AddFlowkerSilo();
await builder.Build().RunAsync();
