using Flowker.Engine.Executions;
using Flowker.Executors.Authentication;
using Flowker.Executors.Egress;

namespace Flowker.Executors.Http;

/// <summary>Runs one attempt within its time and makes a result of every way in which it can fail.</summary>
internal static class Attempt
{
    /// <param name="timeout">For the whole attempt.</param>
    /// <param name="send">May throw anything; what it notes in the trace decides what a failure counts as.</param>
    /// <param name="lease">Under which the settings may be used.</param>
    /// <param name="time">Whose time.</param>
    /// <param name="cancellationToken">Makes this throw, as does a lease that is over before anything was sent.</param>
    public static async Task<CallResult> RunAsync(
        TimeSpan timeout,
        Func<SendTrace, CancellationToken, Task<CallResult>> send,
        ISettingsLease? lease,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var trace = SendTrace.Start(lease);
        try
        {
            return await send(trace, either.Token).ConfigureAwait(false);
        }
        catch (Exception) when (trace is { Outdated: true, Sent: false })
        {
            cancellationToken.ThrowIfCancellationRequested();
            throw new SettingsOutdatedException();
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return SendFailure.TimedOut(trace.Sent, timeout);
        }
        catch (CallRefusedException e)
        {
            return SendFailure.Refused(e.Message);
        }
        catch (CredentialsUnavailableException e)
        {
            return SendFailure.NotSent(e.Message);
        }
        catch (Exception e)
        {
            // The contract leaves no other way out, and what has left must not be reported as harmless.
            cancellationToken.ThrowIfCancellationRequested();
            return SendFailure.From(e, trace.Sent);
        }
    }
}
