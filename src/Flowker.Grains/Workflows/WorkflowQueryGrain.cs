using Flowker.Engine.Catalog;
using Flowker.Engine.Validation;
using Flowker.Engine.Webhooks;
using Flowker.Engine.Workflows;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Workflows;
using Flowker.Grains.Lists;
using Flowker.Storage;
using Flowker.Storage.Definitions;
using Orleans.Concurrency;

namespace Flowker.Grains.Workflows;

/// <summary>Lists of workflows, from the table, and what would be said of one that is not in it.</summary>
[GrainType("flowker.workflow-query")]
[StatelessWorker]
[Reentrant]
internal sealed class WorkflowQueryGrain(IDefinitionStore definitions, ProviderCatalog catalog) : Grain, IWorkflowQueryGrain
{
    private const string List = "workflows";

    public async Task<Reply<Page<WorkflowView>>> ListAsync(DefinitionListRequest request)
    {
        if (DefinitionLists.Filter(request, List) is not { } filter)
        {
            return Faults.BadCursor();
        }

        try
        {
            return Pages.Of(
                await definitions.ListWorkflowsAsync(filter),
                request.Limit,
                row => row.Body.Length + row.Secrets.Length,
                row => WorkflowViews.Of(row, Masked(row)),
                last => DefinitionLists.After(request, List, filter, last.Id, last.Name, last.CreatedAt, last.UpdatedAt));
        }
        catch (StorageUnavailableException failure)
        {
            return Faults.Of(failure);
        }
    }

    public Task<Reply<ValidationReport>> ValidateAsync(Json body) => StorageCalls.RunAsync<ValidationReport>(async () =>
    {
        var (read, unreadable) = WorkflowReader.Read(body.Utf8);
        if (read is null)
        {
            // Without a place it is about the whole: no JSON, or no object.
            return unreadable[0].Field is null ? Faults.Of(unreadable) : ValidationReports.Of(unreadable);
        }

        var (masked, secrets, unknown) = TriggerSecrets.Take(read, WorkflowSecrets.None);
        var findings = ActivationRules.Check(masked, catalog, await ProviderReferences.LoadAsync(definitions, masked), secrets);
        return ValidationReports.Of([.. unknown, .. findings.Where(f => !unknown.Any(u => u.Field == f.Field))]);
    });

    // What was stored before there was encryption holds its secrets still.
    private static WorkflowDefinition Masked(WorkflowRow row) => StoredDefinition.Read(row.Body) is { } definition
        ? TriggerSecrets.Take(definition, WorkflowSecrets.None).Masked
        : new WorkflowDefinition { Name = row.Name };
}
