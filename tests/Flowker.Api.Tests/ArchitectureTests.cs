using System.Reflection;
using Flowker.Api.Errors;

namespace Flowker.Api.Tests;

/// <summary>The arrows of <c>docs/architecture.md</c>, and the registry of errors.</summary>
public sealed class ArchitectureTests
{
    [Theory]
    [InlineData("Flowker.Engine", "")]
    [InlineData("Flowker.Storage", "")]
    [InlineData("Flowker.Audit", "")]
    [InlineData("Flowker.Grains.Interfaces", "")]
    [InlineData("Flowker.Executors", "Flowker.Engine")]
    [InlineData("Flowker.Grains", "Flowker.Audit Flowker.Engine Flowker.Executors Flowker.Grains.Interfaces Flowker.Storage")]
    [InlineData("Flowker.Api", "Flowker.Grains.Interfaces Flowker.Silo")]
    [InlineData("Flowker.Client", "Flowker.Grains.Interfaces")]
    public void Arrows_point_one_way(string assembly, string allowed)
    {
        var references = Assembly.Load(assembly).GetReferencedAssemblies()
            .Select(r => r.Name!)
            .Where(n => n.StartsWith("Flowker.", StringComparison.Ordinal));
        Assert.Empty(references.Except(allowed.Split(' ')));
    }

    [Theory]
    [InlineData("Flowker.Engine")]
    [InlineData("Flowker.Storage")]
    [InlineData("Flowker.Grains.Interfaces")]
    [InlineData("Flowker.Client")]
    public void What_is_pure_or_a_contract_knows_no_silo(string assembly) =>
        Assert.DoesNotContain(Assembly.Load(assembly).GetReferencedAssemblies(), r => r.Name is "Orleans.Runtime" or "Orleans.Server");

    [Fact]
    public void Every_grain_contract_has_a_name_and_a_version_of_its_own()
    {
        var contracts = Assembly.Load("Flowker.Grains.Interfaces").GetTypes()
            .Where(t => t.IsInterface && typeof(IGrain).IsAssignableFrom(t))
            .ToArray();
        Assert.All(contracts, c =>
        {
            Assert.NotNull(c.GetCustomAttribute<AliasAttribute>());
            Assert.NotNull(c.GetCustomAttribute<Orleans.CodeGeneration.VersionAttribute>());
            Assert.All(c.GetMethods(), m => Assert.NotNull(m.GetCustomAttribute<AliasAttribute>()));
        });
        Assert.Equal(contracts.Length, contracts.Select(c => c.GetCustomAttribute<AliasAttribute>()!.Alias).Distinct().Count());
    }

    [Fact]
    public void Every_code_that_the_program_speaks_of_is_in_the_registry()
    {
        var sources = Directory.GetFiles(Path.Combine(Repository.Root, "src"), "*.cs", SearchOption.AllDirectories)
            .Where(f => !f.Contains("/obj/", StringComparison.Ordinal));
        var spoken = sources
            .SelectMany(File.ReadLines)
            .Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .SelectMany(line => System.Text.RegularExpressions.Regex.Matches(line, "\"(FLK-[0-9]{4}|INVALID_CURSOR|UNAUTHORIZED|WORKFLOW_INVALID_EXECUTOR_CONFIG)\""))
            .Select(m => m.Groups[1].Value);
        Assert.DoesNotContain(spoken, code => !ErrorRegistry.IsKnown(code));
    }
}
