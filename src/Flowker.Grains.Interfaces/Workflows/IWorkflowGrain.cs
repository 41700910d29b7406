using Orleans.Concurrency;

namespace Flowker.Grains.Interfaces.Workflows;

/// <summary>
/// One workflow and its life: draft → active → inactive → draft. Grain key: the workflow id. Every change is durable, with
/// its audit event, before it is answered. Source: <c>spec/reference-api.md</c>, 5.1 and 6.1.
/// Common faults: FLK-0100 not found, FLK-0350 lost a race, FLK-0351 <c>If-Match</c> does not hold.
/// </summary>
[Alias("flowker.workflow"), Version(1)]
public interface IWorkflowGrain : IGrainWithGuidKey
{
    /// <summary>Faults: those of a draft's validation, FLK-0101 name taken.</summary>
    [Alias("create")]
    Task<Reply<WorkflowView>> CreateAsync(Json body, Caller caller);

    /// <summary>Builds a draft from a template of the catalog. Faults: FLK-0001, FLK-0240, FLK-0242, then those of create.</summary>
    [Alias("create-from-template")]
    Task<Reply<WorkflowView>> CreateFromTemplateAsync(Json body, Caller caller);

    [Repeatable]
    [Alias("get")]
    Task<Reply<WorkflowView>> GetAsync();

    /// <summary>Drafts only (FLK-0103). Name, description, nodes and edges are replaced; metadata is merged, null removes a key.</summary>
    [Alias("replace")]
    Task<Reply<WorkflowView>> ReplaceAsync(Json body, int? ifMatch, Caller caller);

    /// <summary>Not while active (FLK-0103).</summary>
    [Alias("delete")]
    Task<Reply<Done>> DeleteAsync(int? ifMatch, Caller caller);

    /// <summary>Makes a draft copy under a new id and name; this grain's id is the source.</summary>
    [Alias("clone")]
    Task<Reply<WorkflowView>> CloneAsync(Json body, Caller caller);

    /// <summary>From draft (FLK-0102), when the whole definition can run and its webhooks are free (FLK-0360).</summary>
    [Alias("activate")]
    Task<Reply<WorkflowView>> ActivateAsync(int? ifMatch, Caller caller);

    /// <summary>As <see cref="ActivateAsync"/>, but warnings refuse too.</summary>
    [Alias("activate-strictly")]
    Task<Reply<WorkflowView>> ActivateStrictlyAsync(int? ifMatch, Caller caller);

    /// <summary>From active (FLK-0102). Running executions go on.</summary>
    [Alias("deactivate")]
    Task<Reply<WorkflowView>> DeactivateAsync(int? ifMatch, Caller caller);

    /// <summary>From inactive (FLK-0102).</summary>
    [Alias("draft")]
    Task<Reply<WorkflowView>> MoveToDraftAsync(int? ifMatch, Caller caller);

    /// <summary>All that activation would refuse or point out; changes nothing. Of an active workflow: what it would say today.</summary>
    [Repeatable]
    [Alias("validate")]
    Task<Reply<ValidationReport>> ValidateAsync();

    /// <summary>The definition that a start pins now. Faults: FLK-0100, FLK-0501 not active.</summary>
    [AlwaysInterleave]
    [Repeatable]
    [Alias("active-definition")]
    Task<Reply<ActiveDefinition>> GetActiveDefinitionAsync();
}
