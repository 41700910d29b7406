using Flowker.Storage;
using Orleans.Configuration;

namespace Flowker.Silo;

/// <summary>
/// Orleans' own providers, on the database that holds everything else: membership on PostgreSQL; reminders and the state of grains
/// that are neither audited nor listed on both databases. Source: <c>design.md</c>, "One commit path".
/// </summary>
internal static class OrleansTables
{
    /// <summary>Part of the key of every stored state and reminder: it must never change.</summary>
    public const string ServiceId = "flowker";

    public static ISiloBuilder UseFlowkerMembership(this ISiloBuilder silo, FlowkerOptions options, SiloEndpoints endpoints, bool embedded)
    {
        if (embedded)
        {
            silo.UseLocalhostClustering(endpoints.SiloPort, endpoints.GatewayPort ?? 0, serviceId: ServiceId, clusterId: options.ClusterId);
        }
        else
        {
            silo.UseAdoNetClustering(o => o.Configure<FlowkerDatabase>(
                (table, database) => (table.Invariant, table.ConnectionString, table.DataSource) = database.Provider));
            silo.Configure<ClusterOptions>(cluster => (cluster.ServiceId, cluster.ClusterId) = (ServiceId, options.ClusterId));
        }

        return silo
            .Configure<EndpointOptions>(endpoints.Configure)
            .Configure<ClusterMembershipOptions>(FailureDetection.Tune);
    }

    public static ISiloBuilder UseFlowkerTables(this ISiloBuilder silo) => silo
        .UseAdoNetReminderService(o => o.Configure<FlowkerDatabase>(
            (table, database) => (table.Invariant, table.ConnectionString, table.DataSource) = database.Provider))
        .AddAdoNetGrainStorageAsDefault(o => o.Configure<FlowkerDatabase>((table, database) =>
        {
            (table.Invariant, table.ConnectionString, table.DataSource) = database.Provider;
            table.DeleteStateOnClear = true;
        }))
        .UseSystemTextJsonGrainStorageSerializer();
}
