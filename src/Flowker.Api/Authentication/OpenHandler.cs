using System.Text.Encodings.Web;
using Flowker.Grains.Interfaces.Access;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Flowker.Api.Authentication;

/// <summary>Without authentication everybody on this machine may do everything.</summary>
internal sealed class OpenHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public const string SchemeName = "Open";

    private static readonly AuthenticateResult Anybody =
        AuthenticateResult.Success(Identity.Ticket(SchemeName, Identity.UserActor, "anonymous", Roles.Admin));

    protected override Task<AuthenticateResult> HandleAuthenticateAsync() => Task.FromResult(Anybody);
}
