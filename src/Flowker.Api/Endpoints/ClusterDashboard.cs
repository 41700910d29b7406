using Flowker.Api.Authentication;
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

    // Its scripts and fonts take 20 MB: they are loaded when somebody looks at it.
    public static void MapClusterDashboard(this IEndpointRouteBuilder routes)
    {
        var dashboard = new Lazy<RequestDelegate>(() => routes.CreateApplicationBuilder()
            .UseRouting()
            .UseEndpoints(own => own.MapOrleansDashboard(Path))
            .Build());
        routes.Map($"{Path}/{{**path}}", ShowAsync).Needs(Roles.Admin).ExcludeFromDescription();

        Task ShowAsync(HttpContext http)
        {
            // It has routes of its own, of which one is to be found now.
            http.SetEndpoint(null);
            return dashboard.Value(http);
        }
    }
}
