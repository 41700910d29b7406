using Flowker.Executors.Http;

namespace Flowker.Executors.Authentication;

/// <summary>
/// Puts a provider's credentials on a request, after everything else is on it. Called once per request, also for a redirect
/// within the same origin. A fault is a <see cref="CallRefusedException"/> whose text holds no secret.
/// </summary>
internal interface IRequestAuthenticator
{
    ValueTask AuthenticateAsync(OutgoingRequest request, CancellationToken cancellationToken);
}
