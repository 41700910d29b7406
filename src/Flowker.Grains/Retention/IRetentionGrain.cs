namespace Flowker.Grains.Retention;

/// <summary>Deletes executions whose time to be kept is over. One for the whole cluster; grain key: 0.</summary>
[Alias("flowker.retention")]
internal interface IRetentionGrain : IGrainWithIntegerKey
{
    /// <summary>Deletes one batch; false when nothing is left to delete for now.</summary>
    [Alias("delete-batch")]
    Task<bool> DeleteBatchAsync();
}
