using System.Text.Json.Serialization;
using Flowker.Api.OpenApi;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Providers;

namespace Flowker.Api.Endpoints;

/// <summary>How the test of a provider configuration went. Source: <c>spec/reference-api.md</c>, 5.4, "Test report".</summary>
[SchemaName("ProviderConfigTestResultOutput")]
internal sealed record ProviderTestResponse(
    Guid ProviderConfigId,
    string ProviderId,
    string OverallStatus,
    long DurationMs,
    IReadOnlyList<TestStageResponse> Stages,
    string Summary,
    DateTime StartedAt,
    DateTime CompletedAt)
{
    public static ProviderTestResponse Of(ConnectivityTestView view) => new(
        view.ConfigurationId, view.ProviderId, view.OverallStatus, view.DurationMs, TestStageResponse.Of(view), view.Summary,
        view.StartedAt.UtcDateTime, view.CompletedAt.UtcDateTime);
}

/// <summary>How the test of an executor configuration went.</summary>
[SchemaName("ExecutorConfigTestResultOutput")]
internal sealed record ExecutorTestResponse(
    Guid ExecutorConfigId,
    string OverallStatus,
    long DurationMs,
    IReadOnlyList<TestStageResponse> Stages,
    string Summary,
    DateTime StartedAt,
    DateTime CompletedAt)
{
    public static ExecutorTestResponse Of(ConnectivityTestView view) => new(
        view.ConfigurationId, view.OverallStatus, view.DurationMs, TestStageResponse.Of(view), view.Summary,
        view.StartedAt.UtcDateTime, view.CompletedAt.UtcDateTime);
}

[SchemaName("TestStage")]
internal sealed record TestStageResponse(
    string Name,
    string Status,
    long DurationMs,
    string? Message,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Details,
    string? Error)
{
    public static IReadOnlyList<TestStageResponse> Of(ConnectivityTestView view) =>
        [.. view.Stages.Select(s => new TestStageResponse(s.Name, s.Status, s.DurationMs, s.Message, s.Details, s.Error))];
}
