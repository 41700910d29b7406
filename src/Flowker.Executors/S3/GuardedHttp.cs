using Amazon.Runtime;
using Flowker.Executors.Egress;

namespace Flowker.Executors.S3;

/// <summary>
/// Sends the AWS client's requests over the provider configuration's own connections, where every address is checked. It
/// reads answers whole, however long they are: so each is read here first, up to the configuration's limit.
/// </summary>
internal sealed class GuardedHttp(EgressClient egress, ProviderSettings provider) : HttpClientFactory
{
    public override HttpClient CreateHttpClient(IClientConfig clientConfig)
    {
        var answers = new BoundedAnswers(egress.HandlerFor(provider), ConnectionSettings.ReadMaxResponseBytes(provider.Config));
        return new HttpClient(answers, disposeHandler: false) { Timeout = Timeout.InfiniteTimeSpan };
    }

    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    private sealed class BoundedAnswers(HttpMessageHandler inner, int limit) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
            try
            {
                await response.Content.LoadIntoBufferAsync(limit, cancellationToken).ConfigureAwait(false);
                return response;
            }
            catch
            {
                response.Dispose();
                throw;
            }
        }
    }
}
