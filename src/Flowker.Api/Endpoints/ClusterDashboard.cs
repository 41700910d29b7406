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

    public static void MapClusterDashboard(this IEndpointRouteBuilder routes) =>
        routes.MapOrleansDashboard(Path).Needs(Roles.Admin).ExcludeFromDescription();
}
