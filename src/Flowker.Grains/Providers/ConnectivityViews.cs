using Flowker.Executors.Connectivity;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Providers;

namespace Flowker.Grains.Providers;

/// <summary>A connectivity test as callers see it.</summary>
internal static class ConnectivityViews
{
    public static ConnectivityTestView Of(Guid id, string providerId, ConnectivityReport report) => new()
    {
        ConfigurationId = id,
        ProviderId = providerId,
        OverallStatus = report.OverallStatus,
        DurationMs = report.DurationMs,
        Stages = [.. report.Stages.Select(s => new ConnectivityStageView
        {
            Name = s.Name,
            Status = s.Status,
            DurationMs = s.DurationMs,
            Message = s.Message,
            Details = s.Details is { } details ? Json.FromElement(details) : default,
            Error = s.Error,
        })],
        Summary = report.Summary,
        StartedAt = report.StartedAt,
        CompletedAt = report.CompletedAt,
    };
}
