using Flowker.Engine.Executions;
using Flowker.Executors.Egress;

namespace Flowker.Executors.Http;

/// <summary>Makes one attempt at an HTTP call, whichever executor put it together, and says what it came to.</summary>
internal sealed class HttpSender(EgressClient egress, TimeProvider time)
{
    /// <param name="call">Whose provider's connections are used, under its lease.</param>
    /// <param name="read">Puts the call together; may throw <see cref="CallRefusedException"/>.</param>
    /// <param name="cancellationToken">Makes this throw, as does a lease that is over before anything was sent.</param>
    public async Task<CallResult> SendAsync(ExecutorCall call, Func<HttpCall> read, CancellationToken cancellationToken)
    {
        HttpCall http;
        HttpClient client;
        try
        {
            client = egress.For(call.Provider);
            http = read();
        }
        catch (CallRefusedException e)
        {
            return SendFailure.Refused(e.Message);
        }
        catch (InvalidOperationException)
        {
            // Names and texts of JSON that are half a surrogate pair show only when they are read.
            return SendFailure.Refused("The node or the provider configuration holds text that is not valid Unicode.");
        }

        var result = await SendAsync(client, http, call.Lease, cancellationToken).ConfigureAwait(false);
        return result with
        {
            Method = http.Method.Method,
            Url = TargetUrl.WithoutQuery(http.Target.Url),
            RequestSha256 = http.Body is { } body ? Sha256Hex.Of(body.Bytes) : null,
        };
    }

    private Task<CallResult> SendAsync(HttpClient client, HttpCall call, ISettingsLease? lease, CancellationToken cancellationToken) => Attempt.RunAsync(
        call.Timeout,
        async (trace, token) =>
        {
            var answer = await new HttpExchange(client, call, trace).RunAsync(token).ConfigureAwait(false);
            if (answer.Body.End is BodyEnd.Broken)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            return AnswerResult.From(answer, call, time.GetUtcNow());
        },
        lease,
        time,
        cancellationToken);
}
