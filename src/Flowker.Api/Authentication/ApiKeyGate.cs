using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Flowker.Api.Errors;

namespace Flowker.Api.Authentication;

/// <summary>
/// Lets nobody pass to <c>/v1</c> without the key, before routes and bodies are looked at, so that a stranger learns nothing.
/// </summary>
internal sealed class ApiKeyGate(RequestDelegate next, ApiKeyOptions options)
{
    private readonly byte[]? _expected = options.Key is { } key ? Hash(key) : null;

    public Task InvokeAsync(HttpContext http)
    {
        if (_expected is null || !http.Request.Path.StartsWithSegments("/v1"))
        {
            return next(http);
        }

        // Hashes are of one length, so that the time to compare tells nothing of the key's own.
        var given = http.Request.Headers["X-API-Key"].ToString();
        if (given.Length == 0 || !CryptographicOperations.FixedTimeEquals(Hash(given), _expected))
        {
            return ErrorResults.Error("UNAUTHORIZED", "A valid API key is required in the header X-API-Key.").ExecuteAsync(http);
        }

        http.User = new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.Name, "default")], "api-key"));
        return next(http);
    }

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
