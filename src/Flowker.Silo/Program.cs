using Flowker.Silo;

var builder = Host.CreateApplicationBuilder(args);
builder.AddFlowkerSilo();
await builder.Build().RunAsync();
