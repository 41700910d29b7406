namespace Flowker.Executors.Authentication;

/// <summary>There are no credentials for now; the request was not sent, and a repeat may help. The message may be shown.</summary>
internal sealed class CredentialsUnavailableException(string message) : Exception(message);
