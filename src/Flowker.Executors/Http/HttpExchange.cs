using System.Net;
using Flowker.Executors.Egress;

namespace Flowker.Executors.Http;

/// <summary>
/// Sends a call and reads its answer. Redirects are followed for GET and HEAD only, up to <see cref="MaxRedirects"/>, never
/// from https to http; beyond the origin go no credentials and none of the call's own headers, also not on the way back.
/// The connection guard checks each hop. Any other redirect is the answer. A 401 on credentials that were kept from an
/// earlier call is met once with new ones: the provider has done nothing yet.
/// </summary>
internal sealed class HttpExchange(HttpClient http, HttpCall call, SendTrace trace)
{
    public const int MaxRedirects = 5;

    private static readonly HashSet<string> HarmlessHeaders =
        new(StringComparer.OrdinalIgnoreCase) { "Accept", "Accept-Language", "User-Agent" };

    public async Task<HttpAnswer> RunAsync(CancellationToken cancellationToken)
    {
        var url = call.Target.Url;
        var trusted = true;
        var renewed = false;
        for (var hop = 0; ; hop++)
        {
            using var response = await SendAsync(url, trusted, cancellationToken).ConfigureAwait(false);
            if (trusted && !renewed && response.StatusCode is HttpStatusCode.Unauthorized && call.Authenticator?.Renew() is true)
            {
                renewed = true;
                hop--;
                continue;
            }

            if (hop == MaxRedirects || NextHop(response, url) is not { } next)
            {
                var body = await AnswerBody.ReadAsync(response, call.MaxResponseBytes, cancellationToken).ConfigureAwait(false);
                return HttpAnswer.Read(response, body);
            }

            trusted &= TargetUrl.SameOrigin(url, next);
            url = next;
        }
    }

    private async Task<HttpResponseMessage> SendAsync(Uri url, bool trusted, CancellationToken cancellationToken)
    {
        var request = new OutgoingRequest(call.Method, url, call.Headers, call.Body);
        if (!trusted)
        {
            request.Headers.KeepOnly(HarmlessHeaders);
        }
        else if (call.Authenticator is { } authenticator)
        {
            await authenticator.AuthenticateAsync(request, cancellationToken).ConfigureAwait(false);
        }

        using var message = request.ToMessage(http);
        trace.Reset();
        if (message.Version < HttpVersion.Version20)
        {
            return await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }

        // All requests of such a connection are written by one loop: nobody sees which bytes are whose.
        trace.Enter();
        Task<HttpResponseMessage> sending;
        try
        {
            trace.AssumeSent();
            sending = http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        }
        finally
        {
            trace.Exit();
        }

        return await sending.ConfigureAwait(false);
    }

    private Uri? NextHop(HttpResponseMessage response, Uri from)
    {
        var status = (int)response.StatusCode;
        var follows = call.Method == HttpMethod.Get || call.Method == HttpMethod.Head;
        if (!follows || status is not (301 or 302 or 303 or 307 or 308) || call.Success.IsListed(status)
            || response.Headers.Location is not { } location || !Uri.TryCreate(from, location, out var next))
        {
            return null;
        }

        var allowed = next.Scheme == Uri.UriSchemeHttps || (next.Scheme == Uri.UriSchemeHttp && from.Scheme == Uri.UriSchemeHttp);
        return allowed ? next : null;
    }
}
