using System.Data.Common;

namespace Flowker.Storage.Journal;

/// <summary>Writes batches of commits; the part of the journal in which the databases differ.</summary>
internal interface IBatchWriter
{
    /// <summary>
    /// Writes the batch, which holds at most one commit of each execution, in one transaction. Element i of the answer is
    /// true when commit i was accepted; the others left no trace. Throws what the driver throws; then nothing is known.
    /// </summary>
    Task<bool[]> WriteAsync(IReadOnlyList<ExecutionCommit> batch, CancellationToken cancellationToken);

    /// <summary>Reads what is committed, in the writer's own way to the database. Throws what the driver throws.</summary>
    Task<T> ReadAsync<T>(Func<DbConnection, Task<T>> work);

    /// <summary>True when trying again may help: the connection is lost, the server restarts, a deadlock was broken.</summary>
    bool IsTransient(Exception failure);
}
