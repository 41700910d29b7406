namespace Flowker.Executors.Http;

/// <summary>The call cannot be made as it is configured, and a repeat would not change that. The message may be shown.</summary>
internal sealed class CallRefusedException(string message) : Exception(message);
