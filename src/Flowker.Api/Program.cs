using Flowker.Silo;

var builder = WebApplication.CreateBuilder(args);
builder.AddFlowkerSilo();
await builder.Build().RunAsync();
