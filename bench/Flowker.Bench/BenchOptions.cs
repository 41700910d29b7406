using Flowker.Bench.Workloads;

namespace Flowker.Bench;

/// <summary>What the command line asks for.</summary>
internal sealed record BenchOptions
{
    public static string Usage { get; } =
        $"""
        usage: dotnet run -c Release --project bench/Flowker.Bench -- <workload>... [--short] [--storage postgres|sqlite] [--seconds N] [--clients N] [--output FILE]

          all         every workload but none of it twice
          --short     seconds instead of minutes; shows that everything runs, its numbers mean nothing
          --storage   what the workloads run on that do not choose themselves; PostgreSQL where it is installed
          --seconds   how long each measurement takes (10)
          --clients   how many clients the workload payments has, instead of 1, 16, 64 and 256
          --output    where the JSON goes (bench.json)

        {string.Join(Environment.NewLine, Catalog.All.Select(w => $"  {w.Name,-20} {w.Purpose}"))}
        """;

    public required IReadOnlyList<string> Names { get; init; }

    public bool Short { get; init; }

    /// <summary>Null: PostgreSQL where it is installed.</summary>
    public string? Storage { get; init; }

    public int? Seconds { get; init; }

    public int? Clients { get; init; }

    public string Output { get; init; } = "bench.json";

    /// <summary>How long one measurement takes.</summary>
    public TimeSpan Measured => TimeSpan.FromSeconds(Seconds ?? (Short ? 0.5 : 10));

    /// <summary>How long a service is driven before it is measured, so that its code is compiled.</summary>
    public TimeSpan WarmUp => TimeSpan.FromSeconds(Short ? 0.2 : 20);

    public bool Chooses(Workload workload) => Names.Contains(workload.Name) || Names.Contains("all");

    /// <summary>Null when the arguments make no sense.</summary>
    public static BenchOptions? Read(string[] args)
    {
        var options = new BenchOptions { Names = [] };
        List<string> names = [];
        for (var i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "--short":
                    options = options with { Short = true };
                    break;
                case "--storage" when i + 1 < args.Length && args[i + 1] is "postgres" or "sqlite":
                    options = options with { Storage = args[++i] };
                    break;
                case "--seconds" when i + 1 < args.Length && int.TryParse(args[i + 1], out var seconds) && seconds > 0:
                    options = options with { Seconds = seconds };
                    i++;
                    break;
                case "--clients" when i + 1 < args.Length && int.TryParse(args[i + 1], out var clients) && clients > 0:
                    options = options with { Clients = clients };
                    i++;
                    break;
                case "--output" when i + 1 < args.Length:
                    options = options with { Output = args[++i] };
                    break;
                case var name when name == "all" || Catalog.All.Any(w => w.Name == name):
                    names.Add(name);
                    break;
                default:
                    return null;
            }
        }

        return names.Count > 0 ? options with { Names = names } : null;
    }
}
