namespace Flowker.Storage;

/// <summary>
/// The database is away, or the answer to a write was lost. The message is for logs of ours: it names the operation and
/// holds nothing from the driver.
/// </summary>
public sealed class StorageUnavailableException : Exception
{
    public StorageUnavailableException()
    {
    }

    public StorageUnavailableException(string message)
        : base(message)
    {
    }

    public StorageUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>
    /// True when the database answered that it will not take this very write: nothing of it was stored, and repeating it
    /// does not help.
    /// </summary>
    public bool IsRefusal { get; init; }
}
