using Flowker.Silo;
using Flowker.Silo.Startup;

return await FlowkerProgram.RunAsync(args, () =>
{
    var builder = Host.CreateApplicationBuilder(args);
    builder.AddFlowkerLogging();
    if (string.IsNullOrWhiteSpace(builder.Configuration.GetConnectionString("Flowker")))
    {
        throw new InvalidOperationException("A silo alone needs a database that it shares with others: set ConnectionStrings__Flowker.");
    }

    builder.AddFlowkerSilo();
    return builder.Build();
});
