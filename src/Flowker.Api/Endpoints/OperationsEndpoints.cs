using Flowker.Api.Authentication;
using Flowker.Api.Errors;
using Flowker.Api.OpenApi;
using Flowker.Grains.Interfaces.Access;
using Flowker.Grains.Interfaces.Operations;

namespace Flowker.Api.Endpoints;

/// <summary>What operators ask of the cluster. Source: <c>docs/operations.md</c>.</summary>
internal static class OperationsEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder routes)
    {
        var operations = routes.MapGroup("/v1/operations").WithTags("Operations API").Needs(Roles.Admin);
        operations.MapRead("/invariants", InvariantsAsync)
            .Describes("checkInvariants", "Check the Invariants", "Whether every open execution has a living owner or a wake-up time.")
            .Gives<InvariantsResponse>();
        operations.MapRead("/features", FeaturesAsync)
            .Describes("listFeatures", "List Features", "What waits until all silos know it, and what is on.")
            .Gives<FeaturesResponse>();
        operations.MapPost("/features/{name}", SwitchOnAsync)
            .Describes("switchOnFeature", "Switch a Feature on", "For good: silos that do not know it refuse to start from then on.")
            .Named("name", "Name of the feature.").Gives<FeatureResponse>().Refuses("FLK-0172");
    }

    private static async Task<IResult> InvariantsAsync(IGrainFactory grains)
    {
        var report = await grains.GetGrain<IOperationsGrain>(0).CheckInvariantsAsync();
        return report.Ok ? ApiJson.Ok(InvariantsResponse.Of(report.Value)) : ErrorResults.Error(report.Fault);
    }

    private static async Task<IResult> FeaturesAsync(IGrainFactory grains)
    {
        var list = await grains.GetGrain<IOperationsGrain>(0).ListFeaturesAsync();
        return list.Ok
            ? ApiJson.Ok(new FeaturesResponse([.. list.Value.Features.Select(FeatureResponse.Of)]))
            : ErrorResults.Error(list.Fault);
    }

    private static async Task<IResult> SwitchOnAsync(string name, HttpContext http, IGrainFactory grains)
    {
        var feature = await grains.GetGrain<IOperationsGrain>(0).SwitchOnFeatureAsync(name, http.Caller());
        return feature.Ok ? ApiJson.Ok(FeatureResponse.Of(feature.Value)) : ErrorResults.Error(feature.Fault);
    }

    /// <summary>All features, by name.</summary>
    [SchemaName("FeaturesOutput")]
    private sealed record FeaturesResponse(IReadOnlyList<FeatureResponse> Features);

    /// <summary><c>lackedBy</c> names the living silos that do not know the feature.</summary>
    [SchemaName("FeatureOutput")]
    private sealed record FeatureResponse(
        [property: Example("\"set-aside\"")] string Name,
        bool On,
        DateTime? SwitchedOnAt,
        [property: Example("\"flowker\"")] string? SwitchedOnBy,
        [property: Example("""["10.0.0.4:11111@154694247"]""")] IReadOnlyList<string> LackedBy)
    {
        public static FeatureResponse Of(FeatureView view) =>
            new(view.Name, view.SwitchedOnAt is not null, view.SwitchedOnAt?.UtcDateTime, view.SwitchedOnBy, view.LackedBy);
    }

    /// <summary><c>holds</c> is false while an open execution has neither a living owner nor a wake-up time.</summary>
    [SchemaName("InvariantsOutput")]
    private sealed record InvariantsResponse(
        bool Holds, long OpenExecutions, long Abandoned, IReadOnlyList<AbandonedResponse> Executions, IReadOnlyList<string> Silos, DateTime CheckedAt)
    {
        public static InvariantsResponse Of(InvariantReport report) => new(
            report.Abandoned == 0,
            report.OpenExecutions,
            report.Abandoned,
            [.. report.Executions.Select(e => new AbandonedResponse(e.ExecutionId, e.WorkflowId, e.StartedAt.UtcDateTime, e.Owner))],
            report.Silos,
            report.CheckedAt.UtcDateTime);
    }

    [SchemaName("AbandonedExecution")]
    private sealed record AbandonedResponse(Guid ExecutionId, Guid WorkflowId, DateTime StartedAt, string? Owner);
}
