using Microsoft.Extensions.DependencyInjection;
using Orleans.Reminders;

namespace Flowker.Grains.Clocks;

/// <summary>By which clock Orleans goes.</summary>
internal static class OrleansClocks
{
    private static readonly string[] Areas =
    [
        TimeProviderNames.ActivationManagement,
        TimeProviderNames.GrainDirectory,
        TimeProviderNames.Grains,
        TimeProviderNames.Membership,
        TimeProviderNames.Messaging,
        TimeProviderNames.SystemTimers,
        ReminderTimeProviderNames.Reminders,
    ];

    /// <summary>All of Orleans goes by a <see cref="SteadyClock"/>; Flowker's own records keep the true time.</summary>
    public static IServiceCollection AddSteadyOrleans(this IServiceCollection services)
    {
        services.AddSingleton(s => new SteadyClock(s.GetRequiredService<TimeProvider>()));
        foreach (var area in Areas)
        {
            services.AddKeyedSingleton<TimeProvider>(area, (s, _) => s.GetRequiredService<SteadyClock>());
        }

        return services;
    }
}
