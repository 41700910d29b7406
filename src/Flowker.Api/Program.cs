using Flowker.Api;
using Flowker.Silo.Startup;

return await FlowkerProgram.RunAsync(args, () => FlowkerApi.Create(args));
