using Flowker.Api.Authentication;
using Flowker.Api.Errors;
using Flowker.Api.OpenApi;
using Flowker.Grains.Interfaces.Access;
using Flowker.Grains.Interfaces.Operations;

namespace Flowker.Api.Endpoints;

/// <summary>What operators ask of the cluster. Source: <c>docs/operations.md</c>.</summary>
internal static class OperationsEndpoints
{
    public static void MapOperations(this IEndpointRouteBuilder routes) =>
        routes.MapRead("/v1/operations/invariants", InvariantsAsync)
            .WithTags("Operations API")
            .Needs(Roles.Admin)
            .Describes("checkInvariants", "Check the Invariants", "Whether every open execution has a living owner or a wake-up time.")
            .Gives<InvariantsResponse>();

    private static async Task<IResult> InvariantsAsync(IGrainFactory grains)
    {
        var report = await grains.GetGrain<IOperationsGrain>(0).CheckInvariantsAsync();
        return report.Ok ? ApiJson.Ok(InvariantsResponse.Of(report.Value)) : ErrorResults.Error(report.Fault);
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
