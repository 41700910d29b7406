using System.Globalization;
using System.Net;

namespace Flowker.Cluster.Tests;

/// <summary>Which ports a process with embedded storage opens, and to whom.</summary>
public sealed class OpenPortTests
{
    [Theory]
    [InlineData(null, null, 2)]
    [InlineData(null, "true", 2)]
    [InlineData("0", null, 3)]
    public async Task A_single_process_opens_no_gateway_unless_one_is_asked_for(string? gateway, string? any, int ports)
    {
        var data = Directory.CreateTempSubdirectory("flowker-ports-").FullName;
        try
        {
            await using var process = await FlowkerProcess.StartAsync(
                data, null, Role.Api, ("Flowker__GatewayPort", gateway ?? ""), ("Flowker__ListenOnAnyAddress", any ?? "false"));
            var open = Listening(process.Id);
            Assert.All(open, endpoint => Assert.True(IPAddress.IsLoopback(endpoint.Address), $"{endpoint} is open to other machines."));
            Assert.Equal(ports, open.Count);
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }
    }

    // Of the sockets of the machine those that are among the process's files.
    private static List<IPEndPoint> Listening(int process)
    {
        var own = Directory.GetFiles($"/proc/{process}/fd")
            .Select(file => new FileInfo(file).LinkTarget)
            .Where(target => target?.StartsWith("socket:[", StringComparison.Ordinal) is true)
            .Select(target => target![8..^1])
            .ToHashSet();
        return
        [
            .. new[] { "tcp", "tcp6" }
                .SelectMany(table => File.ReadLines($"/proc/{process}/net/{table}").Skip(1))
                .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                .Where(fields => fields[3] == "0A" && own.Contains(fields[9]))
                .Select(fields => Endpoint(fields[1])),
        ];
    }

    // The address in words of four bytes, each in the order of the machine.
    private static IPEndPoint Endpoint(string text)
    {
        var (address, port) = (text.Split(':')[0], text.Split(':')[1]);
        var bytes = Convert.FromHexString(address).Chunk(4).SelectMany(word => BitConverter.IsLittleEndian ? word.Reverse() : word).ToArray();
        var ip = new IPAddress(bytes);
        return new IPEndPoint(ip.IsIPv4MappedToIPv6 ? ip.MapToIPv4() : ip, int.Parse(port, NumberStyles.HexNumber, CultureInfo.InvariantCulture));
    }
}
