namespace Flowker.Silo.Startup;

/// <summary>Checks of the settings as a whole, which no class of options can make.</summary>
internal static class SettingsChecks
{
    public static void CheckSettings(this IHostApplicationBuilder builder)
    {
        ReferenceSettings.Refuse(builder.Configuration);
        builder.Services.AddHostedService<SettingsReport>();
    }
}

/// <summary>Warns at the start of settings that nothing reads.</summary>
internal sealed partial class SettingsReport(IConfiguration configuration, ILogger<SettingsReport> logger) : IHostedService
{
    private const int Most = 20;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var (unknown, nearest) in UnknownSettings.In(configuration, KnownSettings.All()).Take(Most))
        {
            if (nearest is null)
            {
                Unknown(logger, unknown);
            }
            else
            {
                Misspelt(logger, unknown, nearest);
            }
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(30, LogLevel.Warning, "Nothing here reads the setting {Setting}.")]
    private static partial void Unknown(ILogger logger, string setting);

    [LoggerMessage(31, LogLevel.Warning, "Nothing here reads the setting {Setting}; did you mean {Nearest}?")]
    private static partial void Misspelt(ILogger logger, string setting, string nearest);
}
