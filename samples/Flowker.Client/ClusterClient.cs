using Flowker.Grains.Interfaces;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;

namespace Flowker.Client;

/// <summary>How a program joins the cluster as an Orleans client, through the membership table in Flowker's PostgreSQL.</summary>
internal static class ClusterClient
{
    /// <summary>Reads <c>ConnectionStrings:Flowker</c> and <c>Flowker:ClusterId</c>, as the silos do.</summary>
    public static IHost Create(string[] args)
    {
        var builder = Host.CreateApplicationBuilder(args);
        var database = builder.Configuration.GetConnectionString("Flowker")
            ?? throw new InvalidOperationException("Set ConnectionStrings:Flowker to the PostgreSQL of the cluster.");
        builder.UseOrleansClient(client => client
            .UseAdoNetClustering(table => (table.Invariant, table.ConnectionString) = ("Npgsql", database))
            .Configure<ClusterOptions>(cluster =>
                (cluster.ServiceId, cluster.ClusterId) = ("flowker", builder.Configuration["Flowker:ClusterId"] ?? "flowker"))
            .AddOutgoingGrainCallFilter<RepeatedCalls>());
        return builder.Build();
    }
}
