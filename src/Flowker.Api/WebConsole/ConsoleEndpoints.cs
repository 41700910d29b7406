using Microsoft.Net.Http.Headers;

namespace Flowker.Api.WebConsole;

/// <summary>The web console at <c>/console</c>: its files, and its one page for every other address below.</summary>
internal static class ConsoleEndpoints
{
    public const string Root = "/console";

    private static readonly MediaTypeHeaderValue Html = new("text/html");

    private const string Missing = """
        This service was built without its console.

        Install Node 20.19 or later and build it again:

          dotnet build src/Flowker.Api -p:ConsoleBuild=true

        """;

    /// <summary>
    /// Finds the files beside the program, wherever it is started from: a published service has them in its wwwroot, one that was
    /// built has a list of where they are.
    /// </summary>
    public static WebApplicationOptions Options(string[] args)
    {
        var published = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        return new WebApplicationOptions { Args = args, WebRootPath = Directory.Exists(published) ? published : null };
    }

    /// <summary>False when there is no console to show: it is switched off, or was not built.</summary>
    public static bool MapConsole(this WebApplication app, bool enabled)
    {
        if (!enabled)
        {
            return false;
        }

        var files = Path.Combine(AppContext.BaseDirectory, app.Environment.ApplicationName + ".staticwebassets.endpoints.json");
        if (File.Exists(files))
        {
            app.MapStaticAssets().ExcludeFromDescription();
        }

        var page = ConsolePage.Find(app.Environment.WebRootFileProvider);
        app.MapMethods(Root + "/{**path}", [HttpMethods.Get, HttpMethods.Head], (HttpContext http, string? path) => Answer(http, path, page))
            .ExcludeFromDescription();
        return page is not null;
    }

    private static IResult Answer(HttpContext http, string? path, ConsolePage? page) =>
        path?.StartsWith("assets/", StringComparison.Ordinal) is true || !WantsHtml(http) ? Results.NotFound()
        : page is null ? Results.Text(Missing, statusCode: StatusCodes.Status404NotFound)
        : page.Answer(http);

    // Whether a browser asks, or somebody who takes anything.
    private static bool WantsHtml(HttpContext http) => http.Request.GetTypedHeaders().Accept is not { Count: > 0 } types
        || types.Any(t => t.Quality is not 0 && Html.IsSubsetOf(t));
}
