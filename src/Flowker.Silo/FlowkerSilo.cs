namespace Flowker.Silo;

/// <summary>How a silo is put together.</summary>
public static class FlowkerSilo
{
    /// <summary>
    /// Adds a silo with its storage to any host, from the host's configuration: <c>ConnectionStrings:Flowker</c> (PostgreSQL;
    /// SQLite in the data folder without one), <c>Flowker:DataDirectory</c>, <c>Flowker:SiloPort</c>,
    /// <c>Flowker:GatewayPort</c> (0: a free one).
    /// </summary>
    public static TBuilder AddFlowkerSilo<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder => builder;
}
