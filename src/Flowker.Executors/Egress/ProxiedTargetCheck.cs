namespace Flowker.Executors.Egress;

/// <summary>
/// With a proxy the connections that are opened go to the proxy, so each request's own target is checked before it is
/// handed over. Names that only the proxy can resolve are for the proxy to judge.
/// </summary>
internal sealed class ProxiedTargetCheck(EgressConnector connector, HttpMessageHandler inner) : DelegatingHandler(inner)
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await connector.CheckBehindProxyAsync(request.RequestUri!.Host, cancellationToken).ConfigureAwait(false);
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
