using Flowker.Executors.Http;

namespace Flowker.Executors.Authentication;

internal sealed class BearerAuthenticator(string token) : IRequestAuthenticator
{
    public static IRequestAuthenticator Create(AuthenticationSettings settings) =>
        new BearerAuthenticator(settings.Require("token"));

    public ValueTask AuthenticateAsync(OutgoingRequest request, CancellationToken cancellationToken)
    {
        request.Headers.SetConfigured("Authorization", "Bearer " + token, "the bearer token");
        return ValueTask.CompletedTask;
    }
}
