using Flowker.Storage.Definitions;

namespace Flowker.Storage.Tests;

/// <summary>The contract of workflows and provider configurations, on both databases.</summary>
public sealed class DefinitionStoreTests
{
    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task A_workflow_lives_from_version_to_version(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var row = Rows.WorkflowRow("payments", Rows.Noon.AddTicks(12_340));
        Assert.Equal(SaveOutcome.Saved, await store.Definitions.SaveWorkflowAsync(row, 0, [Rows.Audit("w")]));
        var active = row with { Status = "active", Version = 2, DefinitionHash = "h1", PinnedBody = "{\"a\":1}"u8.ToArray() };
        Assert.Equal(SaveOutcome.Saved, await store.Definitions.SaveWorkflowAsync(active, 1, []));
        Assert.Equal(SaveOutcome.VersionConflict, await store.Definitions.SaveWorkflowAsync(active, 1, [Rows.Audit("w", "NEVER")]));
        var read = await store.Definitions.GetWorkflowAsync(row.Id);
        Assert.Equal(("active", 2, "h1", row.CreatedAt), (read!.Status, read.Version, read.DefinitionHash, read.CreatedAt));
        Assert.Equal("{\"a\":1}"u8.ToArray(), (await store.Definitions.GetPinnedDefinitionAsync("h1"))!.Value.ToArray());
        Assert.Single(await store.Audit.ListByResourceAsync("execution", "w", 10));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task A_name_is_taken_once(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var row = Rows.WorkflowRow("payments");
        await store.Definitions.SaveWorkflowAsync(row, 0, []);
        Assert.Equal(SaveOutcome.NameTaken, await store.Definitions.SaveWorkflowAsync(Rows.WorkflowRow("payments"), 0, [Rows.Audit("w")]));
        Assert.Equal(SaveOutcome.Saved, await store.Definitions.SaveWorkflowAsync(Rows.WorkflowRow("Payments"), 0, []));
        Assert.Equal(SaveOutcome.VersionConflict, await store.Definitions.SaveWorkflowAsync(row with { Name = "other" }, 0, []));
        Assert.Empty(await store.Audit.ListByResourceAsync("execution", "w", 10));
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Deleting_frees_the_name_and_keeps_what_is_pinned(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var row = Rows.WorkflowRow("payments") with { DefinitionHash = "h", PinnedBody = "{}"u8.ToArray() };
        await store.Definitions.SaveWorkflowAsync(row, 0, []);
        Assert.Equal(SaveOutcome.VersionConflict, await store.Definitions.DeleteWorkflowAsync(row.Id, 2, []));
        Assert.Equal(SaveOutcome.Saved, await store.Definitions.DeleteWorkflowAsync(row.Id, 1, [Rows.Audit("w")]));
        Assert.Null(await store.Definitions.GetWorkflowAsync(row.Id));
        Assert.NotNull(await store.Definitions.GetPinnedDefinitionAsync("h"));
        Assert.Null(await store.Definitions.GetPinnedDefinitionAsync("other"));
        Assert.Equal(SaveOutcome.Saved, await store.Definitions.SaveWorkflowAsync(Rows.WorkflowRow("payments"), 0, []));
    }

    [Theory]
    [InlineData(Backend.Sqlite, DefinitionSort.CreatedAt, false)]
    [InlineData(Backend.Sqlite, DefinitionSort.Name, true)]
    [InlineData(Backend.Postgres, DefinitionSort.UpdatedAt, true)]
    [InlineData(Backend.Postgres, DefinitionSort.Name, false)]
    public async Task Pages_show_every_workflow_once(Backend backend, DefinitionSort sort, bool ascending)
    {
        await using var store = await Store.CreateAsync(backend);
        foreach (var i in Enumerable.Range(0, 12))
        {
            await store.Definitions.SaveWorkflowAsync(Rows.WorkflowRow($"w{i}", Rows.Noon.AddSeconds(i / 4)), 0, []);
        }

        List<WorkflowRow> seen = [];
        while (true)
        {
            var last = seen.LastOrDefault();
            var page = await store.Definitions.ListWorkflowsAsync(new DefinitionFilter
            {
                Tenant = "default",
                Sort = sort,
                Ascending = ascending,
                Limit = 5,
                AfterId = last?.Id,
                AfterName = last?.Name,
                AfterTime = last?.CreatedAt,
            });
            seen.AddRange(page);
            if (page.Count < 5)
            {
                break;
            }
        }

        Assert.Equal(12, seen.Select(w => w.Id).Distinct().Count());
    }

    [Theory, InlineData(Backend.Sqlite), InlineData(Backend.Postgres)]
    public async Task Provider_configurations_are_kept_byte_by_byte(Backend backend)
    {
        await using var store = await Store.CreateAsync(backend);
        var row = Rows.Provider("bank") with { Description = "d", Config = new byte[] { 0, 255, 7 }, Metadata = "{}"u8.ToArray() };
        Assert.Equal(SaveOutcome.Saved, await store.Definitions.SaveProviderConfigurationAsync(row, 0, []));
        Assert.Equal(SaveOutcome.NameTaken, await store.Definitions.SaveProviderConfigurationAsync(Rows.Provider("bank"), 0, []));
        Assert.Equal(SaveOutcome.Saved, await store.Definitions.SaveProviderConfigurationAsync(row with { Status = "disabled", Version = 2 }, 1, []));
        var read = await store.Definitions.GetProviderConfigurationAsync(row.Id);
        Assert.Equal(new byte[] { 0, 255, 7 }, read!.Config.ToArray());
        Assert.Equal(("disabled", "d", 2), (read.Status, read.Description, read.Version));
        await store.Definitions.SaveProviderConfigurationAsync(Rows.Provider("other", "midaz"), 0, []);
        var listed = await store.Definitions.ListProviderConfigurationsAsync(
            new DefinitionFilter { Tenant = "default", ProviderId = "http", Status = "disabled", Limit = 10 });
        Assert.Equal([row.Id], listed.Select(p => p.Id));
    }
}
