using Flowker.Silo.Startup;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Options;

namespace Flowker.Silo;

/// <summary>What an operator wants to read by default; any other source of configuration says otherwise.</summary>
public static class FlowkerLogging
{
    private const string LevelSetting = "LOG_LEVEL";
    private const string DefaultLevel = "Logging:LogLevel:Default";

    private static readonly Dictionary<string, LogLevel> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        ["trace"] = LogLevel.Trace,
        ["debug"] = LogLevel.Debug,
        ["info"] = LogLevel.Information,
        ["information"] = LogLevel.Information,
        ["warn"] = LogLevel.Warning,
        ["warning"] = LogLevel.Warning,
        ["error"] = LogLevel.Error,
        ["fatal"] = LogLevel.Critical,
        ["panic"] = LogLevel.Critical,
    };

    private static readonly Dictionary<string, string?> Levels = new()
    {
        [DefaultLevel] = "Information",
        ["Logging:LogLevel:Microsoft"] = "Warning",
        ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Information",
        ["Logging:LogLevel:Orleans"] = "Warning",
        // It takes its own start for a delay as long as the machine is up.
        ["Logging:LogLevel:Orleans.Runtime.Watchdog"] = "Error",
        ["Logging:LogLevel:Polly"] = "Critical",
        ["Logging:LogLevel:System"] = "Warning",
    };

    // No category says more than its own level allows, but for what Flowker itself says.
    private static IEnumerable<KeyValuePair<string, string?>> LevelsFor(string? given)
    {
        if (string.IsNullOrWhiteSpace(given))
        {
            return Levels;
        }

        var level = Words.TryGetValue(given.Trim(), out var known)
            ? known
            : throw new OptionsValidationException(
                LevelSetting, typeof(LogLevel), [$"{LevelSetting} must be one of {string.Join(", ", Words.Keys)}, not '{given}'."]);
        return Levels.Select(l => KeyValuePair.Create(
            l.Key, (string?)(l.Key == DefaultLevel || level > Enum.Parse<LogLevel>(l.Value!) ? level.ToString() : l.Value)));
    }

    public static TBuilder AddFlowkerLogging<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource { InitialData = LevelsFor(builder.Configuration[LevelSetting]) });
        var startLogs = new StartLogs();
        startLogs.Filter(builder.Logging);
        builder.Services.AddHostedService(_ => startLogs);
        if (builder.Configuration.GetValue<LogFormat>($"{FlowkerOptions.Section}:{nameof(FlowkerOptions.LogFormat)}") is LogFormat.Json)
        {
            builder.Logging.AddJsonConsole(console =>
            {
                console.IncludeScopes = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                console.UseUtcTimestamp = true;
            });
            return builder;
        }

        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.TimestampFormat = "HH:mm:ss ";
            console.UseUtcTimestamp = true;
        });
        return builder;
    }
}
