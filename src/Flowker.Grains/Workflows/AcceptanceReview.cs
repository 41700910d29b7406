using Flowker.Engine;
using Flowker.Engine.Catalog;
using Flowker.Engine.Validation;
using Flowker.Engine.Webhooks;
using Flowker.Engine.Workflows;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Secrets;
using Flowker.Storage;
using Flowker.Storage.Definitions;

namespace Flowker.Grains.Workflows;

/// <summary>
/// Looks once, after the start, which active workflows would not be activated anew: they keep the reading that they were
/// activated with, whatever rules came since, and somebody should know before they are edited.
/// </summary>
internal sealed class AcceptanceReview(
    IDefinitionStore definitions, ProviderCatalog catalog, SecretBox box, TimeProvider time, ILogger<AcceptanceReview> logger) : BackgroundService
{
    private const int PageSize = 10;
    private const int MostReviewed = 5_000;
    private const int MostNamed = 50;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReviewAsync(stoppingToken);
                return;
            }
            catch (StorageUnavailableException)
            {
                await Task.Delay(Patience, time, stoppingToken);
            }
            catch (Exception failure) when (!stoppingToken.IsCancellationRequested)
            {
                Log.ReviewFailed(logger, failure);
                return;
            }
        }
    }

    private async Task ReviewAsync(CancellationToken cancellationToken)
    {
        List<string> named = [];
        var (reviewed, refused) = (0, 0);
        var filter = new DefinitionFilter { Tenant = Tenants.Default, Status = "active", Ascending = true, Limit = PageSize };
        IReadOnlyList<WorkflowRow> page;
        do
        {
            page = await definitions.ListWorkflowsAsync(filter, cancellationToken);
            foreach (var row in page)
            {
                if (await CodesAsync(row) is not { Length: > 0 } codes)
                {
                    continue;
                }

                refused++;
                if (named.Count < MostNamed)
                {
                    named.Add($"{row.Id} ({string.Join(", ", codes)})");
                }
            }

            reviewed += page.Count;
            filter = page.Count > 0 ? filter with { AfterId = page[^1].Id, AfterTime = page[^1].CreatedAt } : filter;
        }
        while (page.Count == PageSize && reviewed < MostReviewed);

        if (refused > 0)
        {
            Log.WouldNotBeActivated(logger, refused, reviewed, string.Join("; ", named));
        }
    }

    private async Task<string[]> CodesAsync(WorkflowRow row)
    {
        if (StoredDefinition.Read(row.Body) is not { } definition)
        {
            return ["FLK-0001"];
        }

        var (masked, secrets, _) = TriggerSecrets.Take(definition, WorkflowSecrets.Open(row, box));
        var findings = ActivationRules.Check(masked, catalog, await ProviderReferences.LoadAsync(definitions, masked), secrets);
        // That somebody switched a provider off is no matter of rules.
        return [.. findings.Where(f => f.Severity is FindingSeverity.Error && f.Code != "FLK-0150").Select(f => f.Code).Distinct()];
    }
}
