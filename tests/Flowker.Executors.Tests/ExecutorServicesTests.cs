using Flowker.Engine.Catalog;
using Flowker.Executors.Egress;
using Microsoft.Extensions.DependencyInjection;

namespace Flowker.Executors.Tests;

public sealed class ExecutorServicesTests
{
    [Fact]
    public void The_registry_finds_executors_by_id()
    {
        using var services = new ServiceCollection().AddFlowkerExecutors(o => o.AllowPrivate = true).BuildServiceProvider(validateScopes: true);
        var registry = services.GetRequiredService<ExecutorRegistry>();

        Assert.Equal(
            [
                "http", "midaz.create-account", "midaz.create-transaction", "midaz.get-account", "midaz.get-account-balance",
                "s3.put-object", "tracer.list-validations", "tracer.validate-transaction",
            ],
            registry.Ids);
        Assert.Equal(registry.Ids, ProviderCatalog.BuiltIn.Executors.Select(e => e.Id));
        Assert.True(registry.TryGet("http", out var executor));
        Assert.Equal("http", executor.Id);
        Assert.False(registry.TryGet("HTTP", out _));
        Assert.True(services.GetRequiredService<EgressOptions>().AllowPrivate);
    }

    [Fact]
    public void Private_addresses_are_refused_unless_allowed() => Assert.False(new EgressOptions().AllowPrivate);

    [Fact]
    public void Two_executors_of_one_id_are_refused()
    {
        using var services = new ServiceCollection().AddFlowkerExecutors().BuildServiceProvider();
        var http = services.GetServices<IExecutor>().Single(e => e.Id == "http");

        Assert.Throws<ArgumentException>(() => new ExecutorRegistry([http, http], ProviderCatalog.BuiltIn));
    }
}
