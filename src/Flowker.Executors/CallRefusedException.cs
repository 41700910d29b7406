namespace Flowker.Executors;

/// <summary>
/// The call cannot be made as it is configured, nothing was sent, and a repeat would not change that. The message is shown
/// to users: it holds no secret.
/// </summary>
public sealed class CallRefusedException(string message) : Exception(message);
