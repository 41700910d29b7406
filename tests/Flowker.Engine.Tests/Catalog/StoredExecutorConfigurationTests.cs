using System.Text;
using Flowker.Engine.Catalog;

namespace Flowker.Engine.Tests.Catalog;

/// <summary>Configurations that were stored before a limit was asked for stay readable.</summary>
public sealed class StoredExecutorConfigurationTests
{
    [Fact]
    public void What_was_stored_beyond_a_limit_is_read_as_before()
    {
        var name = new string('n', 60);
        var stored = Encoding.UTF8.GetBytes(
            $$$"""
            {"name":"bank","baseUrl":"https://bank.example","endpoints":[{"name":"{{{name}}}","path":"/{{{new string('p', 300)}}}","method":"GET","timeout":-5}],
             "authentication":{"type":"none"}}
            """);
        var read = ExecutorConfigurationReader.ReadStored(stored);
        var endpoint = Assert.Single(read!.Endpoints);
        Assert.Equal((name, 301, 30), (endpoint.Name, endpoint.Path.Length, endpoint.Timeout));
        Assert.Equal(["FLK-0302", "FLK-0302", "FLK-0302"], ExecutorConfigurationReader.Read(stored).Findings.Select(f => f.Code));
    }
}
