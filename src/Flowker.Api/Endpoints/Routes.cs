namespace Flowker.Api.Endpoints;

/// <summary>What all groups of routes share.</summary>
internal static class Routes
{
    public static readonly string[] GetAndHead = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>Every GET also answers HEAD. Source: <c>spec/reference-api.md</c>, 1.</summary>
    public static RouteHandlerBuilder MapRead(this IEndpointRouteBuilder routes, string pattern, Delegate handler) =>
        routes.MapMethods(pattern, GetAndHead, handler);
}
