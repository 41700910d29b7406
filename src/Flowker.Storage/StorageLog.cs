using Microsoft.Extensions.Logging;

namespace Flowker.Storage;

/// <summary>All messages of the storage. Driver texts, which may quote rows, stay out.</summary>
internal static partial class StorageLog
{
    [LoggerMessage(101, LogLevel.Warning, "A batch was not written ({Failure}), try {Attempt}; it is tried again.")]
    public static partial void BatchRetried(ILogger logger, string failure, int attempt);

    [LoggerMessage(102, LogLevel.Error, "A batch of {Count} was refused ({Failure}); it is written in halves.")]
    public static partial void BatchSplit(ILogger logger, string failure, int count);

    [LoggerMessage(103, LogLevel.Error, "A commit of execution {ExecutionId} was refused ({Failure}).")]
    public static partial void CommitRefused(ILogger logger, Guid executionId, string failure);

    [LoggerMessage(104, LogLevel.Error, "The database refuses something for good, and trying again does not help: {Message} ({Failure} {SqlState})")]
    public static partial void Refused(ILogger logger, string message, string failure, string sqlState);

    [LoggerMessage(120, LogLevel.Warning, "Other users of this machine may read {Place} of Flowker:DataDirectory, which belongs to another user or to everybody: make it private to the user of this process.")]
    public static partial void DataOpen(ILogger logger, string place);
}
