using Flowker.Grains.Interfaces.Access;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;

namespace Flowker.Api.Tests;

/// <summary>Every route under <c>/v1</c> names the role that it needs, and keeps to it.</summary>
public abstract class RoleTests(Guarded guarded)
{
    private static readonly string[] Everybody = ["/health", "/health/live", "/health/ready", "/readyz", "/version", "/metrics", "/openapi", "/docs", "/swagger", "/console"];

    [Fact]
    public void Every_route_under_v1_names_its_role_and_no_other_does()
    {
        Assert.True(Routes().Count > 20);
        foreach (var route in Routes())
        {
            var path = route.Endpoint.RoutePattern.RawText!;
            if (path == "/" || Array.Exists(Everybody, e => path.StartsWith(e, StringComparison.Ordinal)))
            {
                Assert.True(route.Role is null, $"{path} asks for a role");
            }
            else
            {
                Assert.True(IsOfTheApi(route) || route.Role is Roles.Admin, $"{path} is not for the admin alone");
                Assert.True(Roles.All.Contains(route.Role), $"{path} names no role");
            }
        }
    }

    [Fact]
    public async Task No_route_answers_without_a_key()
    {
        foreach (var (route, method) in Guarded())
        {
            var answer = await guarded.Service.SendAsync(method, Path(route.Endpoint));
            Is(answer, method, 401, "UNAUTHORIZED", route.Endpoint);
        }
    }

    [Fact]
    public async Task No_route_answers_a_weaker_role_and_every_route_answers_its_own()
    {
        var keys = new Dictionary<string, string>();
        foreach (var role in Roles.All)
        {
            keys[role] = await guarded.KeyAsync(role);
        }

        foreach (var (route, method) in Guarded())
        {
            foreach (var role in Roles.All)
            {
                var answer = await guarded.WithKeyAsync(keys[role], method, Path(route.Endpoint));
                if (Roles.Allows(role, route.Role!))
                {
                    Assert.False((int)answer.Status is 401 or 403 or >= 500, $"{method} {route.Endpoint.RoutePattern.RawText} answers {role} with {(int)answer.Status}");
                }
                else
                {
                    Is(answer, method, 403, "FLK-0403", route.Endpoint);
                }
            }

            var nobody = await guarded.WithTokenAsync(guarded.Issuer.Token("visitor"), method, Path(route.Endpoint));
            Is(nobody, method, 403, "FLK-0403", route.Endpoint);
        }
    }

    private static void Is(Answer answer, HttpMethod method, int status, string code, RouteEndpoint route)
    {
        Assert.True((int)answer.Status == status, $"{method} {route.RoutePattern.RawText} answers {(int)answer.Status}");
        if (method != HttpMethod.Head)
        {
            answer.Is(status, code);
        }
    }

    private IEnumerable<(Route Route, HttpMethod Method)> Guarded() =>
        from route in Routes()
        where route.Role is not null && IsOfTheApi(route)
        from method in route.Endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods ?? ["LINK"]
        select (route, new HttpMethod(method));

    private List<Route> Routes() =>
    [
        .. guarded.Service.Services.GetServices<EndpointDataSource>()
            .SelectMany(s => s.Endpoints)
            .OfType<RouteEndpoint>()
            .Select(e => new Route(e, e.Metadata.GetOrderedMetadata<IAuthorizeData>() is [.., { } last] ? last.Policy : null)),
    ];

    // All others are parts of the dashboard, which are Orleans' own.
    private static bool IsOfTheApi(Route route) => route.Endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal);

    // An id that nobody has.
    private static string Path(RouteEndpoint route) =>
        string.Join('/', route.RoutePattern.PathSegments.Select(s => s.Parts is [RoutePatternParameterPart part, ..]
            ? part.Name is "id" or "workflowId" ? "018f0000-0000-7000-8000-00000000abcd" : "none"
            : string.Concat(s.Parts.OfType<RoutePatternLiteralPart>().Select(p => p.Content)))).Insert(0, "/");

    private sealed record Route(RouteEndpoint Endpoint, string? Role);
}

public sealed class RoleTestsOnSqlite(Guarded guarded) : RoleTests(guarded), IClassFixture<Guarded>;

public sealed class RoleTestsOnPostgres(GuardedOnPostgres guarded) : RoleTests(guarded), IClassFixture<GuardedOnPostgres>;
