namespace Flowker.Silo;

/// <summary>All messages of the silo's own.</summary>
internal static partial class SiloLog
{
    [LoggerMessage(301, LogLevel.Warning, "Not everything could be ended in order within {Seconds} s: something that the process waits for is away. It ends now, and what was in flight is taken over.")]
    public static partial void EndedByForce(ILogger logger, string seconds);
}
