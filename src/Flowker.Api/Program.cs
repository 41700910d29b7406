using Flowker.Api;

await FlowkerApi.Create(args).RunAsync();
