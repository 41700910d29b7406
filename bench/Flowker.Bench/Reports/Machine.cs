using System.Runtime.InteropServices;

namespace Flowker.Bench.Reports;

/// <summary>On what it was measured.</summary>
internal sealed record Machine(int Cores, long MemoryBytes, string System, string Runtime)
{
    public static Machine Here() => new(
        Environment.ProcessorCount,
        GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        RuntimeInformation.OSDescription,
        RuntimeInformation.FrameworkDescription);
}
