using Flowker.Engine.Executions;
using Flowker.Executors.Authentication;
using Flowker.Executors.Egress;

namespace Flowker.Executors.Http;

/// <summary>
/// Any HTTP call: method, URL, headers, query and body from the node, base URL, headers and authentication from the
/// provider configuration. Stateless. Source: <c>spec/reference-engine.md</c>, 4.1; <c>spec/decisions.md</c>, "Engine".
/// </summary>
internal sealed class HttpExecutor(EgressClient egress, AuthenticatorFactory authenticators, TimeProvider time) : IExecutor
{
    public string Id => "http";

    public async Task<CallResult> CallAsync(ExecutorCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        HttpCall http;
        try
        {
            http = HttpCall.Read(call, authenticators);
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

        var result = await SendAsync(http, cancellationToken).ConfigureAwait(false);
        return result with
        {
            Method = http.Method.Method,
            Url = TargetUrl.WithoutQuery(http.Target.Url),
            RequestSha256 = http.Body is { } body ? Sha256Hex.Of(body.Bytes) : null,
        };
    }

    private async Task<CallResult> SendAsync(HttpCall call, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(call.Timeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var trace = SendTrace.Start();
        try
        {
            var answer = await new HttpExchange(egress.Http, call, trace).RunAsync(either.Token).ConfigureAwait(false);
            if (answer.Body.End is BodyEnd.Broken)
            {
                cancellationToken.ThrowIfCancellationRequested();
            }

            return AnswerResult.From(answer, call, time.GetUtcNow());
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return SendFailure.TimedOut(trace.Sent, call.Timeout);
        }
        catch (CallRefusedException e)
        {
            return SendFailure.Refused(e.Message);
        }
        catch (Exception e)
        {
            // The contract leaves no other way out, and what has left must not be reported as harmless.
            cancellationToken.ThrowIfCancellationRequested();
            return SendFailure.From(e, trace.Sent);
        }
    }
}
