using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using Flowker.Api.Errors;
using Flowker.Grains.Interfaces.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Flowker.Api.Authentication;

/// <summary>
/// Knows callers by <c>X-API-Key</c>: the key of the setting <c>API_KEY</c>, which is admin, or one made over the API, which
/// may come as a bearer token too.
/// Missing, malformed, wrong, revoked and expired keys are all the same to the caller.
/// </summary>
internal sealed class ApiKeyHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options, UrlEncoder encoder, AccessOptions access, IGrainFactory grains)
    // The framework would write a line for each guess; what fails is counted instead.
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, NullLoggerFactory.Instance, encoder)
{
    public const string SchemeName = "ApiKey";
    public const string Header = "X-API-Key";

    private const string BearerScheme = "Bearer ";

    /// <summary>The name of the key that the setting holds.</summary>
    public const string BootstrapName = "API_KEY";

    private readonly byte[]? _bootstrap = access.ApiKey is { } key ? Hash(key) : null;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        var given = Given(Request);
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
            return Pass(reply.Value.Name, reply.Value.Role, reply.Value.Id);
        }

        if (reply.Fault.Code == ErrorRegistry.Unavailable)
        {
            Undecided.Set(Context);
        }

        return AuthenticateResult.Fail("refused");
    }

    /// <summary>Whether the request holds a key, good or not.</summary>
    public static bool IsGiven(HttpRequest request) => request.Headers.ContainsKey(Header) || BearerKey(request) is not null;

    private static string Given(HttpRequest request) =>
        request.Headers[Header].ToString() is { Length: > 0 } key ? key : BearerKey(request) ?? "";

    private static string? BearerKey(HttpRequest request) =>
        request.Headers.Authorization.ToString() is var header
        && header.StartsWith(BearerScheme, StringComparison.OrdinalIgnoreCase)
        && header.AsSpan(BearerScheme.Length).Trim().StartsWith(ApiKeyText.Prefix)
            ? header[BearerScheme.Length..].Trim()
            : null;

    private static AuthenticateResult Pass(string name, string role, Guid? id = null) =>
        AuthenticateResult.Success(Identity.Ticket(SchemeName, Identity.ApiKeyActor, name, role, id));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
