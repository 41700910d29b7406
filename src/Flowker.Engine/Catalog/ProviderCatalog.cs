using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Guards;

namespace Flowker.Engine.Catalog;

/// <summary>
/// What Flowker can call and be started by. Immutable; lists are sorted by id, ids are case-sensitive.
/// Source: <c>spec/reference-api.md</c>, 5.6 and Appendix B.
/// </summary>
public sealed class ProviderCatalog
{
    // What the engine itself reads from an executor node's data; the rest is the executor's.
    private static readonly FrozenSet<string> EngineMembers = new[]
    {
        "executorId", "providerConfigId", "endpointName", "inputMapping", "outputMapping", "transforms", "path", "timeout",
        "retry", "onUnknownOutcome",
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, ProviderDescriptor> _providers;
    private readonly FrozenDictionary<string, ExecutorDescriptor> _executors;
    private readonly FrozenDictionary<string, TriggerDescriptor> _triggers;
    private readonly FrozenDictionary<string, SchemaValidator> _providerSchemas;
    private readonly FrozenDictionary<string, SchemaValidator> _executorSchemas;
    private readonly FrozenDictionary<string, SchemaValidator> _triggerSchemas;
    private readonly FrozenDictionary<string, WorkflowTemplate> _templates;
    private readonly FrozenDictionary<string, SchemaValidator> _templateSchemas;

    public ProviderCatalog(
        IEnumerable<ProviderDescriptor> providers,
        IEnumerable<ExecutorDescriptor> executors,
        IEnumerable<TriggerDescriptor> triggers,
        IEnumerable<WorkflowTemplate> templates)
    {
        _providers = providers.Select(GuardSchema.AddTo).ToFrozenDictionary(p => p.Id, StringComparer.Ordinal);
        _executors = executors.ToFrozenDictionary(e => e.Id, StringComparer.Ordinal);
        _triggers = triggers.ToFrozenDictionary(t => t.Id, StringComparer.Ordinal);
        _templates = templates.ToFrozenDictionary(t => t.Id, StringComparer.Ordinal);
        _providerSchemas = _providers.ToFrozenDictionary(p => p.Key, p => new SchemaValidator(p.Value.ConfigSchema), StringComparer.Ordinal);
        _executorSchemas = _executors.ToFrozenDictionary(e => e.Key, e => new SchemaValidator(e.Value.Schema), StringComparer.Ordinal);
        _triggerSchemas = _triggers.ToFrozenDictionary(t => t.Key, t => new SchemaValidator(t.Value.Schema), StringComparer.Ordinal);
        _templateSchemas = _templates.ToFrozenDictionary(t => t.Key, t => new SchemaValidator(t.Value.ParamSchema), StringComparer.Ordinal);
    }

    /// <summary>What is installed with Flowker.</summary>
    public static ProviderCatalog BuiltIn { get; } = new(
        [HttpProvider.Provider, MidazProvider.Provider, TracerProvider.Provider],
        [
            HttpProvider.Executor, MidazExecutors.CreateAccount, MidazExecutors.CreateTransaction, MidazExecutors.GetAccount,
            MidazExecutors.GetAccountBalance, TracerProvider.ListValidations, TracerProvider.ValidateTransaction,
        ],
        [ScheduleTriggerDescriptor.Descriptor, WebhookTrigger.Descriptor],
        [TracerMidazTemplate.Template]);

    public ImmutableArray<ProviderDescriptor> Providers => [.. _providers.Values.OrderBy(p => p.Id, StringComparer.Ordinal)];

    public ImmutableArray<ExecutorDescriptor> Executors => [.. _executors.Values.OrderBy(e => e.Id, StringComparer.Ordinal)];

    public ImmutableArray<TriggerDescriptor> Triggers => [.. _triggers.Values.OrderBy(t => t.Id, StringComparer.Ordinal)];

    public ImmutableArray<WorkflowTemplate> Templates => [.. _templates.Values.OrderBy(t => t.Id, StringComparer.Ordinal)];

    public ProviderDescriptor? Provider(string id) => _providers.GetValueOrDefault(id);

    public ExecutorDescriptor? Executor(string id) => _executors.GetValueOrDefault(id);

    public TriggerDescriptor? Trigger(string id) => _triggers.GetValueOrDefault(id);

    public WorkflowTemplate? Template(string id) => _templates.GetValueOrDefault(id);

    /// <summary>Why <paramref name="config"/> is no configuration of the provider; empty when it is.</summary>
    public IReadOnlyList<SchemaFault> ConfigFaults(ProviderDescriptor provider, JsonElement config) =>
        _providerSchemas[provider.Id].Faults(config);

    /// <summary>Why <paramref name="config"/> does not fit the executor's whole schema; empty when it does.</summary>
    public IReadOnlyList<SchemaFault> ExecutorFaults(ExecutorDescriptor executor, JsonElement config) =>
        _executorSchemas[executor.Id].Faults(config);

    /// <summary>The faults of those members of a node's data that the executor's schema describes; what is missing or unknown is none.</summary>
    public IReadOnlyList<SchemaFault> KnownMembersFaults(ExecutorDescriptor executor, JsonElement data) =>
        _executorSchemas[executor.Id].FaultsOfMembers(data, EngineMembers.Contains);

    /// <summary>The faults of a trigger node's data; members that the schema does not describe are none.</summary>
    public IReadOnlyList<SchemaFault> TriggerFaults(TriggerDescriptor trigger, JsonElement data) =>
        _triggerSchemas[trigger.Id].FaultsOfDescribed(data);

    /// <summary>Why <paramref name="parameters"/> do not fit the template; empty when they do.</summary>
    public IReadOnlyList<SchemaFault> TemplateFaults(WorkflowTemplate template, JsonElement parameters) =>
        _templateSchemas[template.Id].Faults(parameters);
}
