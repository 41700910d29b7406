using System.Net.Sockets;
using Flowker.Engine.Executions;
using Flowker.Executors.Egress;

namespace Flowker.Executors.Http;

/// <summary>
/// What a request without an answer counts as: failed when it is known not to have left, unknown when it may have arrived.
/// No text of an exception gets into the message. Source: <c>spec/decisions.md</c>, "Unknown outcome".
/// </summary>
internal static class SendFailure
{
    public static CallResult Refused(string message) => new() { Outcome = CallOutcome.Failed, Message = message };

    public static CallResult TimedOut(bool sent, TimeSpan timeout) => sent
        ? Unknown(string.Create(System.Globalization.CultureInfo.InvariantCulture,
            $"The request was sent, but not answered within {timeout.TotalSeconds:0.###} s."))
        : NotSent("There was no connection to the provider in time; nothing was sent.");

    public static CallResult From(Exception thrown, bool sent)
    {
        if (EgressRefusedException.In(thrown) is { } refused)
        {
            return Refused(refused.Message);
        }

        var failure = HttpFailureIn(thrown) ?? thrown;

        return sent && !IsBeforeSending(failure) ? Unknown("The request was sent, but the connection broke or the answer was no HTTP.")
            : IsNameUnknown(failure) ? NotSent("The provider's host name could not be resolved.")
            : failure is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError }
                ? NotSent("The TLS handshake with the provider failed; its certificate may not be trusted.")
            : failure is HttpRequestException ? NotSent("The connection to the provider could not be opened.")
            : Refused("The request could not be made.");
    }

    /// <summary>Libraries above <see cref="HttpClient"/> wrap what it throws.</summary>
    private static HttpRequestException? HttpFailureIn(Exception? exception)
    {
        while (exception is not null and not HttpRequestException)
        {
            exception = exception.InnerException;
        }

        return exception as HttpRequestException;
    }

    /// <summary>Faults of opening a connection. Over HTTP/2 they are all that tells that a request has not left.</summary>
    private static bool IsBeforeSending(Exception failure) => failure is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError
            or HttpRequestError.SecureConnectionError or HttpRequestError.ProxyTunnelError,
    };

    public static CallResult NotSent(string message) =>
        new() { Outcome = CallOutcome.Failed, Transient = true, Message = message };

    private static CallResult Unknown(string message) =>
        new() { Outcome = CallOutcome.Unknown, Transient = true, Message = message };

    public static bool IsNameUnknown(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is SocketException { SocketErrorCode: SocketError.HostNotFound or SocketError.TryAgain or SocketError.NoData })
            {
                return true;
            }
        }

        return false;
    }
}
