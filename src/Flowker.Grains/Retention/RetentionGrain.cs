using Flowker.Grains.Audit;
using Flowker.Grains.Executions;
using Flowker.Grains.Interfaces;
using Flowker.Storage.Audit;
using Flowker.Storage.Retention;

namespace Flowker.Grains.Retention;

/// <summary>Deletes in small batches, so that no other commit waits long for it.</summary>
[GrainType("flowker.retention")]
internal sealed class RetentionGrain(IRetentionStore store, RetentionOptions options, ExecutionServices services) : Grain, IRetentionGrain
{
    private const int Batch = 200;

    public async Task<bool> DeleteBatchAsync()
    {
        if (options.Keep is not { } keep)
        {
            return false;
        }

        var now = services.Now();
        return await store.DeleteEndedAsync(Tenants.Default, now - keep, Batch, id => Deleted(id, now)) == Batch;
    }

    private static AuditEntry Deleted(Guid executionId, DateTimeOffset now) => AuditEvents.Make(
        "EXECUTION_DELETED", "DELETE", AuditEvents.Execution, executionId, AuditEvents.Engine, now, ("reason", "retention"));
}
