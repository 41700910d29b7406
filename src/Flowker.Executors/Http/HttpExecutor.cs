using Flowker.Engine.Executions;
using Flowker.Executors.Authentication;

namespace Flowker.Executors.Http;

/// <summary>
/// Any HTTP call: method, URL, headers, query and body from the node, base URL, headers and authentication from the
/// provider configuration. Stateless. Source: <c>spec/reference-engine.md</c>, 4.1; <c>spec/decisions.md</c>, "Engine".
/// </summary>
internal sealed class HttpExecutor(HttpSender sender, AuthenticatorFactory authenticators) : IExecutor
{
    public string Id => "http";

    public Task<CallResult> CallAsync(ExecutorCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        return sender.SendAsync(call, () => HttpCall.Read(call, authenticators), cancellationToken);
    }
}
