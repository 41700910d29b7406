using Flowker.Api.Authentication;
using Flowker.Api.Errors;
using Flowker.Grains.Interfaces.Access;
using Orleans.Dashboard;

namespace Flowker.Api.Endpoints;

/// <summary>
/// The dashboard of Orleans: silos, grains and their calls. For the admin, since it shows what grains hold. Source:
/// <c>docs/operations.md</c>, "Telemetry".
/// </summary>
internal static class ClusterDashboard
{
    public const string Path = "/dashboard";

    private static readonly string[] OfOneSilo = ["HistoricalStats", "SiloProperties", "SiloStats"];

    // Its scripts and fonts take 20 MB: they are loaded when somebody looks at it.
    public static void MapClusterDashboard(this IEndpointRouteBuilder routes)
    {
        var dashboard = new Lazy<RequestDelegate>(() => routes.CreateApplicationBuilder()
            .UseRouting()
            .UseEndpoints(own => own.MapOrleansDashboard(Path))
            .Build());
        routes.Map($"{Path}/{{**path}}", ShowAsync).Needs(Roles.Admin).ExcludeFromDescription();

        Task ShowAsync(string? path, HttpContext http)
        {
            if (NamesNoSilo(path))
            {
                return ErrorResults.Error("FLK-0404", $"There is nothing at {http.Request.Method} {http.Request.Path}.").ExecuteAsync(http);
            }

            // It has routes of its own, of which one is to be found now.
            http.SetEndpoint(null);
            return dashboard.Value(http);
        }
    }

    // What the dashboard asks of one silo it asks of a grain with the silo's address as its key, which fails on any other text.
    private static bool NamesNoSilo(string? path)
    {
        if (path?.Split('/') is not [var what, var silo] || !Array.Exists(OfOneSilo, o => string.Equals(o, what, StringComparison.OrdinalIgnoreCase)))
        {
            return false;
        }

        try
        {
            return SiloAddress.FromParsableString(silo) is null;
        }
        catch (Exception failure) when (failure is FormatException or ArgumentException or OverflowException or IndexOutOfRangeException)
        {
            return true;
        }
    }
}
