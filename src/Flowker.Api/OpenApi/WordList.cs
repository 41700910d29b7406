using System.Text.Json.Nodes;
using Flowker.Grains.Interfaces.Access;
using Flowker.Grains.Interfaces.Audit;
using Microsoft.OpenApi;

namespace Flowker.Api.OpenApi;

/// <summary>
/// The words that a member or a parameter may have: a schema of its own, so that all who use it have one type for it.
/// <see cref="Members"/> are named by their schema and their own name.
/// </summary>
internal sealed record WordList(string Name, string Description, IReadOnlyList<string> Words)
{
    public IReadOnlyList<string> Members { get; init; } = [];

    /// <summary>Later versions may add words, in answers too.</summary>
    public bool Grows { get; init; }

    public static IReadOnlyList<WordList> All { get; } =
    [
        new("ExecutionStatus", "How far an execution is. One that waits is running.", ["pending", "running", "completed", "failed", "cancelled"])
        {
            Members = ["CommandOutput.status", "ExecutionStatusOutput.status", "ExecutionResultsOutput.status", "ExecutionStepsOutput.status"],
        },
        new("StepStatus", "How far a step is.", ["pending", "running", "waiting", "completed", "failed", "skipped", "cancelled"])
        {
            Members = ["StepResult.status", "StepDetail.status"], Grows = true,
        },
        new(
            "WaitType",
            "On what an execution waits: on its next attempt, on a provider that is down, on a provider's limits, or, set aside, on a person.",
            ["retry", "circuitBreaker", "limit", "resolution"])
        {
            Members = ["Wait.type"], Grows = true,
        },
        new(
            "CallOutcome",
            "What came of an attempt at a call. Unknown: it was sent, and how it ended is not known.",
            ["success", "rejected", "failed", "unknown"])
        {
            Members = ["Attempt.outcome"], Grows = true,
        },
        new("WorkflowStatus", "Only an active workflow takes starts; only a draft can be edited.", ["draft", "active", "inactive"])
        {
            Members = ["WorkflowListItem.status", "WorkflowOutput.status", "WorkflowCreateOutput.status", "StatusCount.status"],
        },
        new("NodeType", "What a node does.", ["trigger", "executor", "conditional", "action"])
        {
            Members = ["Node.type", "NodeInput.type"], Grows = true,
        },
        new("ProviderConfigurationStatus", "Whether calls may use the configuration.", ["active", "disabled"])
        {
            Members = ["ProviderConfigurationOutput.status", "ProviderConfigurationCreateOutput.status"],
        },
        new(
            "CircuitState",
            "Whether calls go (closed), are held back (open), one finds out about the provider (probing), or more and more go (ramping).",
            ["closed", "open", "probing", "ramping"])
        {
            Members = ["CircuitBreakerState.state"], Grows = true,
        },
        new("ExecutorConfigurationStatus", "How far the configuration is on its way into use.", ["unconfigured", "configured", "tested", "active", "disabled"])
        {
            Members = ["ExecutorConfigurationOutput.status", "ExecutorConfigurationCreateOutput.status"],
        },
        new(
            "AuthenticationType",
            "How calls show who makes them.",
            ["none", "api_key", "bearer", "basic", "oidc_client_credentials", "oidc_user"])
        {
            Members = ["ExecutorAuthentication.type"], Grows = true,
        },
        new("HttpMethod", "The methods that calls may have.", ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"])
        {
            Members = ["ExecutorEndpoint.method", "ExecutorEndpointInput.method"],
        },
        new("FindingSeverity", "An error is refused, a warning only pointed out.", ["error", "warning"]) { Members = ["Finding.severity"] },
        new("TestStatus", "How a test went as a whole.", ["passed", "partial", "failed"])
        {
            Members = ["ProviderConfigTestResultOutput.overallStatus", "ExecutorConfigTestResultOutput.overallStatus"],
        },
        new("TestStageStatus", "How one stage of a test went.", ["passed", "failed", "skipped"]) { Members = ["TestStage.status"] },
        new("Role", "What a caller may do, from the weakest to the strongest: each may what those before it may.", Roles.All)
        {
            Members = ["ApiKeyInput.role", "ApiKeyOutput.role"],
        },
        new("CatchUp", "What becomes of scheduled runs that were missed.", ["none", "last", "all"]) { Members = ["ScheduledTrigger.catchUp"] },
        new("TimeseriesBucket", "How long a bucket of a time series is.", ["minute", "hour", "day"]) { Members = ["TimeseriesOutput.bucket"] },
        new("AuditEventType", "What happened.", AuditNames.EventTypes) { Members = ["AuditEventOutput.eventType"], Grows = true },
        new("AuditAction", "What was done.", AuditNames.Actions) { Members = ["AuditEventOutput.action"], Grows = true },
        new("AuditResult", "Whether it was done.", AuditNames.Results) { Members = ["AuditEventOutput.result"] },
        new("AuditResourceType", "To what it was done.", AuditNames.ResourceTypes) { Members = ["AuditEventOutput.resourceType"], Grows = true },
        new("ActorType", "Who did it: somebody with an API key, a user, or Flowker itself.", ["api_key", "user", "system"])
        {
            Members = ["Actor.type"], Grows = true,
        },
        new("HealthStatus", "Whether it is well.", ["healthy", "unhealthy"])
        {
            Members = ["LiveResponse.status", "HealthResponse.status", "ReadinessResponse.status", "HealthCheckResponse.status"],
        },
        new("DependencyStatus", "Whether a dependency answers.", ["up", "down"]) { Members = ["DependencyResponse.status"] },
        new("SortOrder", "Ascending or descending.", ["ASC", "DESC"]),
        new("DefinitionSortField", "What lists of workflows and configurations are sorted by.", ["createdAt", "updatedAt", "name"]),
        new("ExecutionSortField", "What lists of executions are sorted by.", ["startedAt", "completedAt"]),
        new("ListView", "Whether the items of a list have their definitions.", ["full", "summary"]),
        new("VerificationStart", "Where a verification begins: at the first event, or at the newest checkpoint before the event.", ["start", "checkpoint"]),
    ];

    private static readonly Dictionary<string, WordList> ByMember =
        All.SelectMany(list => list.Members.Select(member => (member, list))).ToDictionary(m => m.member, m => m.list, StringComparer.Ordinal);

    /// <summary>Null where a member may be any text.</summary>
    public static WordList? Of(string schema, string member) => ByMember.GetValueOrDefault($"{schema}.{member}");

    /// <summary>The list with these words.</summary>
    public static WordList? Of(IEnumerable<string> words)
    {
        var wanted = words.ToHashSet(StringComparer.Ordinal);
        return All.FirstOrDefault(list => wanted.SetEquals(list.Words));
    }

    /// <summary>A reference to the list's schema, which the document gets with the first one.</summary>
    public OpenApiSchemaReference In(OpenApiDocument document)
    {
        document.Components ??= new OpenApiComponents();
        document.Components.Schemas ??= new Dictionary<string, IOpenApiSchema>();
        if (!document.Components.Schemas.ContainsKey(Name))
        {
            document.AddComponent(Name, ToSchema());
        }

        return new OpenApiSchemaReference(Name, document);
    }

    private OpenApiSchema ToSchema() => new()
    {
        Type = JsonSchemaType.String,
        Description = Grows ? $"{Description} Later versions may add words." : Description,
        Enum = [.. Words.Select(w => (JsonNode)JsonValue.Create(w)!)],
        Extensions = Grows ? new Dictionary<string, IOpenApiExtension> { ["x-may-grow"] = new JsonNodeExtension(JsonValue.Create(true)) } : null,
    };
}
