using Flowker.Executors.Http;

namespace Flowker.Executors.Authentication;

/// <summary>
/// Puts a provider's credentials on a request, after everything else is on it. One instance serves one attempt and is called
/// once per request, also for a redirect within the same origin. What cannot be put right by a repeat is a
/// <see cref="CallRefusedException"/>, the rest a <see cref="CredentialsUnavailableException"/>; no text holds a secret.
/// </summary>
internal interface IRequestAuthenticator
{
    ValueTask AuthenticateAsync(OutgoingRequest request, CancellationToken cancellationToken);

    /// <summary>
    /// After a 401: true when the request may be sent again, because its credentials had been kept since an earlier call and
    /// are given up now.
    /// </summary>
    bool Renew() => false;
}
