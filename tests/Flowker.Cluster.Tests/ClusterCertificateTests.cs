using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using Flowker.Grains.Interfaces.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Orleans.Configuration;
using Orleans.Connections.Security;

namespace Flowker.Cluster.Tests;

/// <summary>Who may join a cluster whose processes have certificates, and who may not.</summary>
public sealed class ClusterCertificateTests
{
    [Fact]
    public async Task Only_processes_with_a_certificate_of_its_authority_belong_to_the_cluster()
    {
        using var authority = new ClusterAuthority("Cluster");
        using var foreign = new ClusterAuthority("Cluster");
        await using var cluster = await TestCluster.StartAsync([Role.Silo, Role.Silo, Role.Client], settings: authority.Settings());

        // Silo to silo and client to silo: a payment runs, and both silos are in the same cluster.
        Assert.Equal(2, await cluster.CountAsync("select count(*) from orleans_membership where status = 3"));
        var payments = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => Payments.StartAsync(cluster[2].Http, cluster.Workflow, $"payment-{n}")));
        Assert.All(payments, p => Assert.NotNull(p.ExecutionId));
        await cluster.IsAtRestAsync(cluster[2]);

        using var good = authority.Issue();
        using var strange = foreign.Issue();
        using var late = authority.Issue(expired: true);
        Assert.True(await JoinsAsync(cluster.ConnectionString, good));
        Assert.False(await JoinsAsync(cluster.ConnectionString, null));
        Assert.False(await JoinsAsync(cluster.ConnectionString, strange));
        Assert.False(await JoinsAsync(cluster.ConnectionString, late));
        foreach (var port in await PortsAsync(cluster.ConnectionString))
        {
            Assert.True(await IsShutOutAsync(port, null), $"{port} speaks with somebody who has no certificate.");
            Assert.True(await IsShutOutAsync(port, strange), $"{port} speaks with somebody of another authority.");
            Assert.True(await IsShutOutAsync(port, late), $"{port} speaks with somebody whose certificate has expired.");
        }

        // It goes on.
        Assert.NotNull((await Payments.StartAsync(cluster[2].Http, cluster.Workflow, "payment-last")).ExecutionId);
        await cluster.IsAtRestAsync(cluster[2]);
    }

    [Fact]
    public async Task A_process_whose_own_certificate_would_be_refused_does_not_start()
    {
        using var authority = new ClusterAuthority("Cluster");
        var data = Directory.CreateTempSubdirectory("flowker-late-").FullName;
        try
        {
            var refusal = await Assert.ThrowsAsync<InvalidOperationException>(() => FlowkerProcess.StartAsync(data, null, Role.Api, authority.Settings(expired: true)));
            Assert.Contains("Flowker:Cluster:Certificate", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("NotTimeValid", refusal.Message, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    // What a program of twenty lines does that wants to be one of the cluster's clients.
    private static async Task<bool> JoinsAsync(string database, X509Certificate2? certificate)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.UseOrleansClient(client =>
        {
            client
                .UseAdoNetClustering(table => (table.Invariant, table.ConnectionString) = ("Npgsql", database))
                .Configure<ClusterOptions>(cluster => (cluster.ServiceId, cluster.ClusterId) = ("flowker", "flowker"))
                .Configure<ClientMessagingOptions>(messaging => messaging.ResponseTimeout = TimeSpan.FromSeconds(15))
                .UseConnectionRetryFilter((_, _) => Task.FromResult(false));
            if (certificate is not null)
            {
                client.UseTls(tls =>
                {
                    tls.LocalCertificate = certificate;
                    tls.ClientCertificateMode = RemoteCertificateMode.RequireCertificate;
                    tls.AllowAnyRemoteCertificate();
                    tls.OnAuthenticateAsClient = (_, end) => end.TargetHost = "flowker";
                });
            }
        });
        using var host = builder.Build();
        try
        {
            await host.StartAsync();
            return await host.Services.GetRequiredService<IGrainFactory>().GetGrain<IOperationsGrain>(0).PingAsync();
        }
        catch (Exception failure) when (failure is OrleansException or TimeoutException or IOException or SocketException)
        {
            return false;
        }
    }

    // The handshake fails, or the other side ends the connection as soon as it has seen what it was shown.
    private static async Task<bool> IsShutOutAsync(int port, X509Certificate2? certificate)
    {
        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", port);
#pragma warning disable CA5359 // The stranger does not care who answers; what is tested is whether it is let in.
        await using var stream = new SslStream(client.GetStream(), leaveInnerStreamOpen: false, (_, _, _, _) => true);
#pragma warning restore CA5359
        try
        {
            await stream.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "flowker",
                ClientCertificates = certificate is null ? [] : [certificate],
            });
            return await stream.ReadAsync(new byte[1]).AsTask().WaitAsync(TimeSpan.FromSeconds(60)) == 0;
        }
        catch (Exception failure) when (failure is IOException or System.Security.Authentication.AuthenticationException)
        {
            return true;
        }
    }

    private static async Task<List<int>> PortsAsync(string database)
    {
        await using var source = NpgsqlDataSource.Create(database);
        await using var command = source.CreateCommand("select port, proxy_port from orleans_membership where status = 3");
        await using var reader = await command.ExecuteReaderAsync();
        List<int> ports = [];
        while (await reader.ReadAsync())
        {
            ports.AddRange([reader.GetInt32(0), reader.GetInt32(1)]);
        }

        Assert.Equal(4, ports.Count);
        return ports;
    }
}
