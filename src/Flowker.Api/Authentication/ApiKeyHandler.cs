using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Flowker.Api.Errors;
using Flowker.Grains.Interfaces.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Flowker.Api.Authentication;

/// <summary>
/// Knows callers by <c>X-API-Key</c>: the key of the setting <c>API_KEY</c>, which is admin, or one made over the API.
/// Missing, malformed, wrong, revoked and expired keys are all the same to the caller.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder, AccessOptions access, IGrainFactory grains)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string Header = "X-API-Key";

    /// <summary>The name of the key that the setting holds.</summary>
    public const string BootstrapName = "API_KEY";

    private readonly byte[]? _bootstrap = access.ApiKey is { } key ? Hash(key) : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var given = Request.Headers[Header].ToString();
        if (given.Length == 0)
        {
            return AuthenticateResult.NoResult();
        }

        // Hashes are of one length, so that the time to compare tells nothing of the key's own.
        if (_bootstrap is not null && CryptographicOperations.FixedTimeEquals(Hash(given), _bootstrap))
        {
            return Pass(BootstrapName, Roles.Admin);
        }

        if (!ApiKeyText.TryParse(given, out var key))
        {
            return AuthenticateResult.Fail("malformed");
        }

        var reply = await grains.GetGrain<IApiKeyGrain>(key.Id).AuthenticateAsync(key.Secret);
        if (reply.Ok)
        {
            return Pass(reply.Value.Name, reply.Value.Role);
        }

        if (reply.Fault.Code == ErrorRegistry.Unavailable)
        {
            Undecided.Set(Context);
        }

        return AuthenticateResult.Fail("refused");
    }

    private static AuthenticateResult Pass(string name, string role) =>
        AuthenticateResult.Success(Identity.Ticket(SchemeName, Identity.ApiKeyActor, name, role));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
