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

    [Fact]
    public void An_executor_without_its_catalog_entry_is_refused()
    {
        using var services = new ServiceCollection().AddFlowkerExecutors().AddSingleton<IExecutor, Unlisted>().BuildServiceProvider();

        Assert.Contains("acme.unlisted", Assert.Throws<ArgumentException>(() => services.GetRequiredService<ExecutorRegistry>()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http", "http", "twice")]
    [InlineData("acme.unlisted", "nobody", "nobody")]
    public void An_entry_must_be_new_and_its_provider_known(string id, string provider, string told)
    {
        using var services = new ServiceCollection().AddFlowkerExecutors()
            .AddFlowkerExecutor<Unlisted>(new ExecutorDescriptor(id, "x", "x", "v1", provider, "{}"))
            .BuildServiceProvider();

        Assert.Contains(told, Assert.Throws<ArgumentException>(() => services.GetRequiredService<ExecutorRegistry>()).Message, StringComparison.Ordinal);
    }

    private sealed class Unlisted : IExecutor
    {
        public string Id => "acme.unlisted";

        public Task<Flowker.Engine.Executions.CallResult> CallAsync(ExecutorCall call, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
