using System.Reflection;
using Flowker.Api.Endpoints;
using Flowker.Grains.Interfaces;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace Flowker.Api.OpenApi;

/// <summary>
/// The API's description, made of the routes themselves, at <c>/openapi/v1.json</c>, and a page to browse it at
/// <c>/docs</c>, which needs nothing from elsewhere.
/// </summary>
internal static class ApiDocument
{
    public const string Page = "/docs";

    /// <summary>The name of the one document that there is.</summary>
    public const string Version = "v1";

    private const string Document = $"/openapi/{Version}.json";

    // The page runs its own script and styles, talks to this service, and to nobody else.
    private const string PagePolicy =
        "default-src 'none'; script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        + "connect-src 'self'; worker-src 'self' blob:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    public static void AddApiDocument(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => ApiJson.Configure(json.SerializerOptions));
        services.AddSingleton<DocumentText>();
        services.AddOpenApi(Version, document =>
        {
            document.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
            // Every GET answers HEAD too; told once for all, in the document's own description.
            document.ShouldInclude = route => route.HttpMethod != HttpMethods.Head && route.RelativePath is not null;
            document.CreateSchemaReferenceId = type => type.Type == typeof(Json)
                ? null
                : Name(type.Type) ?? OpenApiOptions.CreateDefaultSchemaReferenceId(type);
            document.AddSchemaTransformer<SchemaWriter>();
            document.AddOperationTransformer<OperationWriter>();
            document.AddDocumentTransformer<DocumentWriter>();
            document.AddDocumentTransformer<ComponentWriter>();
        });
    }

    public static void MapApiDocument(this WebApplication app)
    {
        app.MapRead(Document, (HttpContext http, DocumentText text) => text.WriteAsync(http)).ExcludeFromDescription();
        app.MapScalarApiReference(Page, (page, http) =>
        {
            http.Response.Headers.CacheControl = "no-cache";
            http.Response.Headers.ContentSecurityPolicy = PagePolicy;
            page.Title = "Flowker API";
            page.OpenApiRoutePattern = Document;
            page.DefaultFonts = false;
            page.DisableAgent().DisableMcp();
        }).WithMetadata(new HttpMethodMetadata(Routes.GetAndHead));
    }

    private static string? Name(Type type)
    {
        if (type.GetCustomAttribute<SchemaNameAttribute>() is { } named)
        {
            return named.Name;
        }

        return type.IsGenericType && type.GetGenericTypeDefinition() == typeof(PageResponse<>)
            ? $"{Name(type.GenericTypeArguments[0]) ?? type.GenericTypeArguments[0].Name}List"
            : null;
    }
}
