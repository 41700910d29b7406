using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace Flowker.Testing;

/// <summary>
/// A real PostgreSQL of the test process's own, in a temporary folder on a free loopback port, with fsync on. One server
/// serves all tests of the process; each test takes a database of its own. It ends with the process, also when that is killed.
/// </summary>
public sealed class PostgresServer
{
    private static readonly Lazy<Task<PostgresServer>> Shared = new(StartAsync);

    private readonly string _folder;
    private readonly string _binaries;
    private int _port;
    private int _databases;

    private PostgresServer(string folder, string binaries)
    {
        _folder = folder;
        _binaries = binaries;
    }

    public static Task<PostgresServer> SharedAsync() => Shared.Value;

    /// <summary>The connection string of a new, empty database.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"flowker_{Interlocked.Increment(ref _databases)}");
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres"));
        await using var command = source.CreateCommand($"create database {name}");
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Stops the server as a crash would, and starts it again.</summary>
    public async Task CrashAndRestartAsync(Func<Task> whileDown)
    {
        ArgumentNullException.ThrowIfNull(whileDown);
        await RunAsync(Path.Combine(_binaries, "pg_ctl"), "stop", "-D", _folder, "-m", "immediate", "-w");
        await whileDown();
        await StartServerAsync();
    }

    /// <summary>All processes of the server stand still, as when its machine does; connections stay, and nothing answers.</summary>
    public async Task StandStillAsync(Func<Task> meanwhile)
    {
        ArgumentNullException.ThrowIfNull(meanwhile);
        var postmaster = (await File.ReadAllLinesAsync(Path.Combine(_folder, "postmaster.pid")))[0];
        // The children take their place among the stopped ones after the parent, which makes no new ones then.
        await RunProcessAsync("kill", "-STOP", postmaster);
        var children = await File.ReadAllTextAsync($"/proc/{postmaster}/task/{postmaster}/children");
        string[] all = [postmaster, .. children.Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        await RunProcessAsync("kill", ["-STOP", .. all]);
        try
        {
            await meanwhile();
        }
        finally
        {
            await RunProcessAsync("kill", ["-CONT", .. all]);
        }
    }

    /// <summary>The server takes no writes, as one that has become a standby.</summary>
    public async Task ReadOnlyAsync(Func<Task> meanwhile)
    {
        ArgumentNullException.ThrowIfNull(meanwhile);
        await SetReadOnlyAsync("on");
        try
        {
            await meanwhile();
        }
        finally
        {
            await SetReadOnlyAsync("off");
        }
    }

    private async Task SetReadOnlyAsync(string value)
    {
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres") + ";Options=-c default_transaction_read_only=off");
        foreach (var sql in new[] { $"alter system set default_transaction_read_only = {value}", "select pg_reload_conf()" })
        {
#pragma warning disable CA2100 // The texts are those above.
            await using var command = source.CreateCommand(sql);
#pragma warning restore CA2100
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>A server for one test alone, which may crash it.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        var binaries = FindBinaries();
        var folder = Directory.CreateTempSubdirectory("flowker-pg-").FullName;
        if (Environment.UserName == "root")
        {
            // initdb refuses to run as root.
            await RunProcessAsync("chown", "postgres", folder);
        }

        await RunAsync(Path.Combine(binaries, "initdb"), "-D", folder, "-U", "flowker", "-A", "trust", "-E", "UTF8", "--locale=C");
        var server = new PostgresServer(folder, binaries);
        server.EndWithThisProcess();
        for (var attempt = 1; ; attempt++)
        {
            server._port = FreePort();
            try
            {
                await server.StartServerAsync();
                return server;
            }
            catch (InvalidOperationException) when (attempt < 3)
            {
                // Somebody else may have taken the port since it was found free.
            }
        }
    }

    private Task StartServerAsync() => RunAsync(
        Path.Combine(_binaries, "pg_ctl"), "start", "-D", _folder, "-w", "-l", Path.Combine(_folder, "log"),
        "-o", $"-p {_port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c max_connections=300");

    // A watcher outlives even a SIGKILL of the tests: it waits for this process to go, then stops the server.
    private void EndWithThisProcess()
    {
        var script = $"while kill -0 {Environment.ProcessId} 2>/dev/null; do sleep 1; done; "
            + $"{Command(Path.Combine(_binaries, "pg_ctl"))} stop -D {_folder} -m immediate; rm -rf {_folder}";
        Process.Start(new ProcessStartInfo("sh")
        {
            ArgumentList = { "-c", $"({script}) >/dev/null 2>&1 &" },
        })?.Dispose();
    }

    private string ConnectionString(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Database={database};Username=flowker");

    private static string FindBinaries()
    {
        var installed = Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin"))
            : [];
        var onPath = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':');
        return installed.Concat(onPath).LastOrDefault(d => File.Exists(Path.Combine(d, "initdb")))
            ?? throw new InvalidOperationException("The tests need the PostgreSQL server (initdb, postgres); ./test.sh installs it.");
    }

    private static string Command(string program) =>
        Environment.UserName == "root" ? $"runuser -u postgres -- {program}" : program;

    private static Task RunAsync(string program, params string[] arguments) => Environment.UserName == "root"
        ? RunProcessAsync("runuser", ["-u", "postgres", "--", program, .. arguments])
        : RunProcessAsync(program, arguments);

    private static async Task RunProcessAsync(string program, params string[] arguments)
    {
        // The server inherits what its starter holds open, so nothing may be read from it to its end.
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = "/" })
            ?? throw new InvalidOperationException($"{program} did not start.");
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
