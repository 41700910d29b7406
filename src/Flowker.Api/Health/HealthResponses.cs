using System.Globalization;
using System.Text.Json.Serialization;

namespace Flowker.Api.Health;

/// <summary>The process answers.</summary>
internal sealed record LiveResponse(string Status);

/// <summary>Which version answers. Source: <c>spec/reference-api.md</c>, 5.9.</summary>
internal sealed record VersionResponse(DateTime RequestDate, string Version);

/// <summary>Whether it serves, for people. <c>uptime</c> is such as <c>1h2m3.456s</c>. Source: <c>spec/reference-api.md</c>, 5.9.</summary>
internal sealed record HealthResponse(
    string Status, string Version, string Uptime, DateTime Timestamp, IReadOnlyDictionary<string, HealthCheckResponse> Checks)
{
    public static string Text(TimeSpan uptime)
    {
        var seconds = Math.Round(uptime.TotalSeconds, 3);
        var (hours, minutes) = ((long)seconds / 3600, (long)seconds / 60 % 60);
        var rest = string.Create(CultureInfo.InvariantCulture, $"{seconds - (hours * 3600) - (minutes * 60):0.###}s");
        return (hours, minutes) switch
        {
            (0, 0) => rest,
            (0, _) => string.Create(CultureInfo.InvariantCulture, $"{minutes}m{rest}"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{hours}h{minutes}m{rest}"),
        };
    }
}

internal sealed record HealthCheckResponse(string Status, string Message);

/// <summary>Whether it takes requests, for load balancers. While it drains there are no checks. Source: <c>spec/reference-api.md</c>, 5.9.</summary>
internal sealed record ReadinessResponse(
    string Status,
    IReadOnlyDictionary<string, DependencyResponse> Checks,
    string Version,
    [property: JsonPropertyName("deployment_mode")] string DeploymentMode);

/// <summary><c>up</c> with its latency, or <c>down</c> with an error that tells nothing from within.</summary>
internal sealed record DependencyResponse(
    string Status,
    [property: JsonPropertyName("latency_ms")] long? LatencyMs,
    string? Error);
