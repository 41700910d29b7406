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
    private const string ValidateRequest = "validateRequest";

    // What the engine itself reads from an executor node's data; the rest is the executor's.
    private static readonly FrozenSet<string> EngineMembers = new[]
    {
        "executorId", "providerConfigId", "endpointName", "inputMapping", "outputMapping", "transforms", "path", "timeout",
        "retry", "onUnknownOutcome", "whenHeld", ValidateRequest,
    }.ToFrozenSet(StringComparer.Ordinal);

    private readonly FrozenDictionary<string, ProviderDescriptor> _providers;
    private readonly FrozenDictionary<string, ExecutorDescriptor> _executors;
    private readonly FrozenDictionary<string, TriggerDescriptor> _triggers;
    private readonly FrozenDictionary<string, SchemaValidator> _providerSchemas;
    private readonly FrozenDictionary<string, SecretMembers> _providerSecrets;
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
        _providerSecrets = _providers.ToFrozenDictionary(p => p.Key, p => SecretMembers.Of(p.Value.ConfigSchema), StringComparer.Ordinal);
        _executorSchemas = _executors.ToFrozenDictionary(e => e.Key, e => new SchemaValidator(e.Value.Schema), StringComparer.Ordinal);
        _triggerSchemas = _triggers.ToFrozenDictionary(t => t.Key, t => new SchemaValidator(t.Value.Schema), StringComparer.Ordinal);
        _templateSchemas = _templates.ToFrozenDictionary(t => t.Key, t => new SchemaValidator(t.Value.ParamSchema), StringComparer.Ordinal);
    }

    /// <summary>What is installed with Flowker.</summary>
    public static ProviderCatalog BuiltIn { get; } = new(
        [HttpProvider.Provider, MidazProvider.Provider, S3Provider.Provider, TracerProvider.Provider],
        [
            HttpProvider.Executor, MidazExecutors.CreateAccount, MidazExecutors.CreateTransaction, MidazExecutors.GetAccount,
            MidazExecutors.GetAccountBalance, S3Provider.PutObject, TracerProvider.ListValidations, TracerProvider.ValidateTransaction,
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

    /// <summary>What the provider's schema marks as secret in its configurations: everything, when the catalog does not have it.</summary>
    public SecretMembers SecretsOf(string providerId) => _providerSecrets.GetValueOrDefault(providerId) ?? SecretMembers.All;

    /// <summary>Why <paramref name="config"/> does not fit the executor's whole schema; empty when it does.</summary>
    public IReadOnlyList<SchemaFault> ExecutorFaults(ExecutorDescriptor executor, JsonElement config) =>
        _executorSchemas[executor.Id].Faults(config);

    /// <summary>
    /// The faults of those members of a node's data that the executor's schema describes; what is missing or unknown is none,
    /// nor is a member of a request that a placeholder fills in only when the node runs.
    /// </summary>
    public IReadOnlyList<SchemaFault> KnownMembersFaults(ExecutorDescriptor executor, JsonElement data)
    {
        var faults = _executorSchemas[executor.Id].FaultsOfMembers(
            data,
            (name, value) => EngineMembers.Contains(name)
                || (!executor.DescribesNode && value.GetRawText().Contains("${", StringComparison.Ordinal)));
        var asks = data.ValueKind is JsonValueKind.Object && data.TryGetProperty(ValidateRequest, out var given) ? given.ValueKind : JsonValueKind.Null;
        return asks is JsonValueKind.True or JsonValueKind.False or JsonValueKind.Null
            ? faults
            : [.. faults, new SchemaFault("." + ValidateRequest, "validateRequest must be true or false.")];
    }

    /// <summary>True when a member of a node's data belongs to the request that the executor sends.</summary>
    public bool IsRequestMember(ExecutorDescriptor executor, string member) =>
        !EngineMembers.Contains(member) && _executorSchemas[executor.Id].Describes(member);

    /// <summary>The members that the executor's schema describes.</summary>
    internal IReadOnlyCollection<string> RequestMembers(ExecutorDescriptor executor) => _executorSchemas[executor.Id].Members;

    /// <summary>True when a request of the executor cannot be empty.</summary>
    internal bool AsksForMembers(ExecutorDescriptor executor) => _executorSchemas[executor.Id].HasRequired;

    /// <summary>The members that the trigger's schema describes.</summary>
    internal IReadOnlyCollection<string> TriggerMembers(TriggerDescriptor trigger) => _triggerSchemas[trigger.Id].Members;

    /// <summary>True when some trigger reads a member of this name.</summary>
    internal bool IsTriggerMember(string member) => _triggerSchemas.Values.Any(s => s.Describes(member));

    /// <summary>True when the node wants what it sends to be held against the executor's schema first.</summary>
    public static bool WantsValidation(JsonElement nodeData) =>
        nodeData.ValueKind is JsonValueKind.Object
        && nodeData.TryGetProperty(ValidateRequest, out var asks) && asks.ValueKind is JsonValueKind.True;

    /// <summary>This catalog with more in it. Throws <see cref="ArgumentException"/> when an id is taken or a provider is unknown.</summary>
    public ProviderCatalog With(IEnumerable<ProviderDescriptor> providers, IEnumerable<ExecutorDescriptor> executors)
    {
        ProviderDescriptor[] allProviders = [.. Providers, .. providers];
        ExecutorDescriptor[] allExecutors = [.. Executors, .. executors];
        var repeated = allProviders.Select(p => p.Id).Concat(allExecutors.Select(e => "executor " + e.Id))
            .GroupBy(id => id, StringComparer.Ordinal).FirstOrDefault(ids => ids.Count() > 1);
        if (repeated is not null)
        {
            throw new ArgumentException($"The catalog has \"{repeated.Key}\" twice.", nameof(executors));
        }

        return allExecutors.FirstOrDefault(e => !allProviders.Any(p => p.Id == e.ProviderId)) is { } orphan
            ? throw new ArgumentException($"The executor \"{orphan.Id}\" is of the provider \"{orphan.ProviderId}\", which the catalog does not have.", nameof(executors))
            : new ProviderCatalog(allProviders, allExecutors, Triggers, Templates);
    }

    /// <summary>The faults of a trigger node's data; members that the schema does not describe are none.</summary>
    public IReadOnlyList<SchemaFault> TriggerFaults(TriggerDescriptor trigger, JsonElement data) =>
        _triggerSchemas[trigger.Id].FaultsOfDescribed(data);

    /// <summary>Why <paramref name="parameters"/> do not fit the template; empty when they do.</summary>
    public IReadOnlyList<SchemaFault> TemplateFaults(WorkflowTemplate template, JsonElement parameters) =>
        _templateSchemas[template.Id].Faults(parameters);
}
