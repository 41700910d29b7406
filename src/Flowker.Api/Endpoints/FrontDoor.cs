using Flowker.Api.OpenApi;

namespace Flowker.Api.Endpoints;

/// <summary>Leads people to the console, or to the page that shows the API, from where they look for it first.</summary>
internal static class FrontDoor
{
    public const string OldPage = "/swagger";

    /// <summary><paramref name="page"/> is what a browser is shown first.</summary>
    public static void MapFrontDoor(this IEndpointRouteBuilder routes, string page)
    {
        // Programs get the answer of any other address at which there is nothing.
        routes.MapRead("/", (HttpContext http) => WantsPage(http.Request) ? Results.Redirect(page) : Results.NotFound())
            .ExcludeFromDescription();
        routes.MapRead($"{OldPage}/{{**rest}}", () => Results.Redirect(ApiDocument.Page)).ExcludeFromDescription();
    }

    private static bool WantsPage(HttpRequest request) => request.GetTypedHeaders().Accept.Any(
        accept => accept.MediaType.Equals("text/html", StringComparison.OrdinalIgnoreCase));
}
