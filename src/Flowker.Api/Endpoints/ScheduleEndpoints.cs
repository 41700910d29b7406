using System.Globalization;
using Flowker.Api.Authentication;
using Flowker.Api.Errors;
using Flowker.Api.OpenApi;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces.Access;
using Flowker.Grains.Interfaces.Schedules;

namespace Flowker.Api.Endpoints;

/// <summary>When a workflow runs by itself. Source: <c>docs/schedules.md</c>.</summary>
internal static class ScheduleEndpoints
{
    private const int PresetCount = 5;
    private const int MaxCount = 100;

    public static void MapSchedules(this IEndpointRouteBuilder routes) => routes.MapRead("/v1/workflows/{id}/schedule", ReadAsync)
        .WithTags("Workflows API")
        .Needs(Roles.Viewer)
        .Describes("getWorkflowSchedule", "Retrieve the Schedule of a Workflow", "When its schedule triggers ran last and run next.")
        .Id("id", "Unique identifier of the workflow.").Number("count", "Runs to come of each trigger.", 1, MaxCount, PresetCount)
        .Gives<ScheduleResponse>().Refuses("FLK-0100", "FLK-0304");

    private static async Task<IResult> ReadAsync(string id, HttpRequest request, IGrainFactory grains)
    {
        if (!RequestReading.TryId(id, out var workflow))
        {
            return RequestReading.BadId(id);
        }

        var count = PresetCount;
        if (ListQuery.First(request.Query, "count") is { } text
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count) || count is < 1 or > MaxCount))
        {
            return ErrorResults.Error("FLK-0304", $"count must be a number from 1 to {MaxCount}.");
        }

        var schedule = await grains.GetGrain<IScheduleGrain>(workflow).GetAsync(count);
        return schedule.Ok ? ApiJson.Ok(ScheduleResponse.Of(schedule.Value)) : ErrorResults.Error(schedule.Fault);
    }
}

/// <summary>The answer of <c>GET /v1/workflows/{id}/schedule</c>.</summary>
[SchemaName("ScheduleOutput")]
internal sealed record ScheduleResponse(Guid WorkflowId, bool Active, IReadOnlyList<ScheduledTriggerResponse> Triggers)
{
    public static ScheduleResponse Of(ScheduleView view) =>
        new(view.WorkflowId, view.Active, [.. view.Triggers.Select(ScheduledTriggerResponse.Of)]);
}

/// <summary>One schedule trigger.</summary>
[SchemaName("ScheduledTrigger")]
internal sealed record ScheduledTriggerResponse(
    string NodeId, string Cron, string TimeZone, string CatchUp, DateTime? LastRun, Guid? LastExecutionId, IReadOnlyList<DateTime> NextRuns)
{
    public static ScheduledTriggerResponse Of(ScheduledTriggerView view) => new(
        view.NodeId,
        view.Cron,
        view.TimeZone,
        view.CatchUp,
        view.LastRun?.UtcDateTime,
        view.LastExecutionId,
        [.. view.NextRuns.Select(at => at.UtcDateTime)]);
}
