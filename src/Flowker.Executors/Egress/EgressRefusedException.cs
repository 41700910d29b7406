namespace Flowker.Executors.Egress;

/// <summary>
/// The target is one that requests must not reach. Found as an inner exception of what <see cref="HttpClient"/> throws;
/// nothing was sent. The message names the host and may be shown.
/// </summary>
public sealed class EgressRefusedException : IOException
{
    internal EgressRefusedException(string host, string reason)
        : base($"The host \"{host}\" is refused: {reason}.") => Host = host;

    public string Host { get; }

    /// <summary>The refusal within <paramref name="exception"/>, or null.</summary>
    public static EgressRefusedException? In(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is EgressRefusedException refused)
            {
                return refused;
            }
        }

        return null;
    }
}
