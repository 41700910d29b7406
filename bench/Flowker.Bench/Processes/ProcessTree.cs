using System.Globalization;

namespace Flowker.Bench.Processes;

/// <summary>What a process and all that it began have used of the processors, from <c>/proc</c>; nothing where there is none.</summary>
internal static class ProcessTree
{
    private const int TicksPerSecond = 100;

    public static TimeSpan ProcessorTime(int root)
    {
        var processes = Directory.Exists("/proc") ? ReadAll() : [];
        var ticks = 0L;
        foreach (var process in processes)
        {
            // What ended already is counted in the root's own sum of its children.
            ticks += process.Id == root ? process.Ticks + process.ChildrenTicks : process.Parent == root ? process.Ticks : 0;
        }

        return TimeSpan.FromSeconds((double)ticks / TicksPerSecond);
    }

    /// <summary>Null when it has none, or has ended.</summary>
    public static int? ParentOf(int process) => ReadAll().FirstOrDefault(p => p.Id == process)?.Parent;

    private static List<Stat> ReadAll() =>
        [.. Directory.EnumerateDirectories("/proc").Select(Path.GetFileName).Where(n => int.TryParse(n, out _)).Select(n => Read(n!)).OfType<Stat>()];

    private static Stat? Read(string id)
    {
        try
        {
            // The program's name, in parentheses, may hold blanks.
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' ');
            return new Stat(int.Parse(id, CultureInfo.InvariantCulture), (int)Field(1), Field(11) + Field(12), Field(13) + Field(14));
            long Field(int index) => long.Parse(fields[index], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private sealed record Stat(int Id, int Parent, long Ticks, long ChildrenTicks);
}
