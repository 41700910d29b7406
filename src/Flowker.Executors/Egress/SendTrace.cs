namespace Flowker.Executors.Egress;

/// <summary>
/// Tells whether a request has left. It travels with the caller's asynchronous flow down to the connection's stream: an
/// HTTP/1.1 request writes itself within that flow, while opening a connection and the TLS handshake do not pass there.
/// So a failure without a write had no effect, whatever the failure was.
/// </summary>
internal sealed class SendTrace
{
    private static readonly AsyncLocal<SendTrace?> Current = new();

    private volatile bool _sent;

    private SendTrace()
    {
    }

    public bool Sent => _sent;

    /// <summary>To be called in the asynchronous method that sends; it ends with that method.</summary>
    public static SendTrace Start() => Current.Value = new SendTrace();

    /// <summary>Before another request within the same call, as a redirect.</summary>
    public void Reset() => _sent = false;

    /// <summary>For a connection on which nobody can see whose bytes are written when, as HTTP/2: "sent" until it is known better.</summary>
    public void AssumeSent() => _sent = true;

    public static void MarkSent()
    {
        if (Current.Value is { } trace)
        {
            trace._sent = true;
        }
    }
}
