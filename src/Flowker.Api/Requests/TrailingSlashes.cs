using Flowker.Api.Endpoints;
using Flowker.Api.OpenApi;

namespace Flowker.Api.Requests;

/// <summary>
/// Slashes at the end of a path count for nothing, but at the end of <c>/docs/</c> and <c>/dashboard/</c>, whose pages find
/// their parts below them.
/// Source: <c>spec/reference-api.md</c>, 1.
/// </summary>
internal sealed class TrailingSlashes(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext http)
    {
        if (http.Request.Path.Value is { Length: > 1 } path && path[^1] == '/'
            && path is not (ApiDocument.Page + "/" or ClusterDashboard.Path + "/"))
        {
            http.Request.Path = path.TrimEnd('/') is { Length: > 0 } bare ? bare : "/";
        }

        return next(http);
    }
}
