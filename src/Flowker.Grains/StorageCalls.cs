using Flowker.Grains.Interfaces;
using Flowker.Storage;

namespace Flowker.Grains;

/// <summary>Work on the storage whose absence is an answer, not an exception.</summary>
internal static class StorageCalls
{
    public static async Task<Reply<T>> RunAsync<T>(Func<Task<Reply<T>>> work)
    {
        try
        {
            return await work();
        }
        catch (StorageUnavailableException failure)
        {
            return Faults.Of(failure);
        }
    }
}
