namespace Flowker.Executors.Egress;

/// <summary>
/// Tells whether a request has left. It travels with the caller's asynchronous flow down to the connection's stream: an
/// HTTP/1.1 request writes itself within that flow, while opening a connection and the TLS handshake do not pass there.
/// So a failure without a write had no effect, whatever the failure was.
/// </summary>
internal sealed class SendTrace
{
    private static readonly AsyncLocal<SendTrace?> Current = new();

    private readonly ISettingsLease? _lease;
    private volatile bool _sent;
    private volatile bool _outdated;

    private SendTrace(ISettingsLease? lease) => _lease = lease;

    public bool Sent => _sent;

    /// <summary>A request was kept back, since the settings that it was made with are not in force any more.</summary>
    public bool Outdated => _outdated;

    /// <summary>To be called in the asynchronous method that sends; it ends with that method.</summary>
    public static SendTrace Start(ISettingsLease? lease = null) => Current.Value = new SendTrace(lease);

    /// <summary>Before another request within the same call, as a redirect.</summary>
    public void Reset() => _sent = false;

    /// <summary>For a connection on which nobody can see whose bytes are written when, as HTTP/2: "sent" until it is known better.</summary>
    public void AssumeSent() => _sent = true;

    /// <summary>
    /// Before bytes leave. What is given must be left again once they have: only with the first bytes of a request, the rest follows
    /// them. Throws <see cref="SettingsOutdatedException"/>.
    /// </summary>
    public static ISettingsLease? EnterSend()
    {
        if (Current.Value is not { _sent: false } trace)
        {
            return null;
        }

        trace.Enter();
        trace._sent = true;
        return trace._lease;
    }

    /// <summary>The same for a request whose bytes cannot be seen to leave.</summary>
    public void Enter()
    {
        if (_lease?.TryEnter() is false)
        {
            _outdated = true;
            throw new SettingsOutdatedException();
        }
    }

    public void Exit() => _lease?.Exit();
}
