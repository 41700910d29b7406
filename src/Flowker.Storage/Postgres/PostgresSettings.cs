using System.Diagnostics;
using Npgsql;

namespace Flowker.Storage.Postgres;

/// <summary>How connections are made: pooling, preparing and time limits have presets; what the connection string says stands.</summary>
internal static class PostgresSettings
{
    // Statements read few rows, and often. What is known of a trail that grows by thousands of rows a second is always old: the planner
    // expects far more of them, and would compile a statement of 30 ms for 100 ms each time.
    private const string Plans = "set jit = off";

    // A batch looks up its rows by key. The plan is kept for the life of the connection and is often made while the tables are
    // young, when the planner would rather read them whole: no statistics exist yet to make it think again.
    private const string WriterPlans =
        $"{Plans}; set enable_seqscan = off; set enable_mergejoin = off; set random_page_cost = 1.1; set plan_cache_mode = force_generic_plan";

    private static readonly (string Name, object Value)[] Presets =
    [
        ("Max Auto Prepare", 100),
        ("Auto Prepare Min Usages", 2),
        ("No Reset On Close", true),
        ("Maximum Pool Size", 25),
        ("Keepalive", 30),
        ("Command Timeout", 10),
        ("Timeout", 5),
        ("Application Name", "flowker"),
    ];

    public static NpgsqlConnectionStringBuilder WithPresets(string connectionString)
    {
        NpgsqlConnectionStringBuilder settings;
        try
        {
            settings = new NpgsqlConnectionStringBuilder(connectionString);
        }
        catch (Exception failure) when (failure is ArgumentException or FormatException or KeyNotFoundException)
        {
            // The driver's text may quote the string, and with it the password.
            throw new ArgumentException("ConnectionStrings:Flowker is not a PostgreSQL connection string (Host=...;Database=...;Username=...).");
        }

        var given = settings.Keys.ToHashSet(StringComparer.OrdinalIgnoreCase);
        foreach (var (name, value) in Presets.Where(p => !given.Contains(p.Name)))
        {
            settings[name] = value;
        }

        return settings;
    }

    /// <summary>For everything but the journal's writer.</summary>
    public static NpgsqlDataSource ForAll(NpgsqlConnectionStringBuilder settings) => Build(settings, Plans, "flowker-main");

    public static NpgsqlDataSource ForWriter(NpgsqlConnectionStringBuilder settings) =>
        Build(new NpgsqlConnectionStringBuilder(settings.ConnectionString) { MinPoolSize = 0, MaxPoolSize = 2 }, WriterPlans, "flowker-journal");

    private static NpgsqlDataSource Build(NpgsqlConnectionStringBuilder settings, string plans, string name) =>
        // The name is the one of the pool in metrics, instead of a connection string with its user and host.
        new NpgsqlDataSourceBuilder(settings.ConnectionString) { Name = name }
            .ConfigureTracing(Trace)
            .UsePhysicalConnectionInitializer(
                connection =>
                {
                    using var command = new NpgsqlCommand(plans, connection);
                    command.ExecuteNonQuery();
                },
                async connection =>
                {
                    await using var command = new NpgsqlCommand(plans, connection);
                    await command.ExecuteNonQueryAsync().ConfigureAwait(false);
                })
            .Build();

    // Commands are told of in the traces of requests and executions. What polls in the background makes no traces of its own.
    private static void Trace(NpgsqlTracingOptionsBuilder tracing) => tracing
        .ConfigureCommandFilter(_ => Activity.Current is not null)
        .ConfigureBatchFilter(_ => Activity.Current is not null);
}
