using System.Text;
using Flowker.Executors.Http;

namespace Flowker.Executors.Authentication;

/// <summary>User name and password as UTF-8 (RFC 7617). A colon in the user name could not be told from the separator.</summary>
internal sealed class BasicAuthenticator(string username, string password) : IRequestAuthenticator
{
    public static IRequestAuthenticator Create(AuthenticationSettings settings)
    {
        var username = settings.Require("username");
        return username.Contains(':', StringComparison.Ordinal)
            ? throw new CallRefusedException("The provider configuration's user name holds a colon.")
            : new BasicAuthenticator(username, settings.Require("password"));
    }

    public ValueTask AuthenticateAsync(OutgoingRequest request, CancellationToken cancellationToken)
    {
        var credentials = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{username}:{password}"));
        request.Headers.SetConfigured("Authorization", "Basic " + credentials, "the user name and password");
        return ValueTask.CompletedTask;
    }
}
