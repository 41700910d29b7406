using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Flowker.Cluster.Tests;

/// <summary>
/// Sets the clock of a running process, by way of libfaketime (Debian: faketime), which <c>test.sh</c> installs. The monotonic clock
/// stays true, as it does on a machine whose clock is set.
/// </summary>
internal sealed class SetTime : IDisposable
{
    private readonly string _file = Path.GetTempFileName();

    public SetTime() => File.WriteAllText(_file, "+0\n");

    /// <summary>For the process whose clock is to be set.</summary>
    public (string Name, string Value)[] Settings =>
    [
        ("LD_PRELOAD", Library()),
        ("FAKETIME_TIMESTAMP_FILE", _file),
        ("FAKETIME_NO_CACHE", "1"),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        // Waits go by the monotonic clock, and are to be left alone.
        ("FAKETIME_FORCE_MONOTONIC_FIX", "0"),
    ];

    /// <summary>Returns when the process is seen to go by the new time.</summary>
    public async Task SetAsync(FlowkerProcess process, TimeSpan by)
    {
        // In one step: the library reads the file at any moment.
        await File.WriteAllTextAsync(_file + ".new", string.Create(CultureInfo.InvariantCulture, $"{by.TotalSeconds:+0;-0}\n"));
        File.Move(_file + ".new", _file, overwrite: true);
        await Eventually.BecomesTrueAsync(
            async () =>
            {
                var told = (DateTimeOffset)(await process.Http.GetFromJsonAsync<JsonNode>("/version"))!["requestDate"]!;
                return (told - DateTimeOffset.UtcNow - by).Duration() < TimeSpan.FromSeconds(10);
            },
            "The process does not go by the new time.");
    }

    public void Dispose() => File.Delete(_file);

    private static string Library() =>
        Directory.EnumerateDirectories("/usr/lib")
            .Select(d => Path.Combine(d, "faketime", "libfaketimeMT.so.1"))
            .FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("libfaketime is missing: test.sh installs it (Debian: faketime).");
}
