using System.ComponentModel.DataAnnotations;
using Flowker.Grains.Interfaces.Access;

namespace Flowker.Api.Authentication;

/// <summary>An OpenID Connect issuer whose tokens are taken, and which role each gives. Section <c>Flowker:Oidc</c>.</summary>
internal sealed class OidcOptions : IValidatableObject
{
    public const string Section = "Flowker:Oidc";

    /// <summary>The issuer's URL, as in its tokens; its keys are found from <c>/.well-known/openid-configuration</c> below it. Unset: no tokens are taken.</summary>
    public string? Issuer { get; set; }

    /// <summary>Whom the tokens must be meant for.</summary>
    public string? Audience { get; set; }

    /// <summary>The claim that tells the role: a text or a list of them; dots lead into objects. Default <c>roles</c>.</summary>
    [Required]
    public string RoleClaim { get; set; } = "roles";

    /// <summary>Which value of the claim gives which role. Empty: the values are the roles' own names.</summary>
    public Dictionary<string, string> RoleMap { get; set; } = [];

    /// <summary>Lets the issuer's keys come over http. For development only.</summary>
    public bool AllowHttp { get; set; }

    public bool Enabled => !string.IsNullOrWhiteSpace(Issuer);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!Enabled)
        {
            yield break;
        }

        if (!Uri.TryCreate(Issuer, UriKind.Absolute, out var issuer) || !(issuer.Scheme == "https" || (AllowHttp && issuer.Scheme == "http")))
        {
            yield return new ValidationResult("must be an https URL (http with AllowHttp, for development).", [nameof(Issuer)]);
        }

        if (string.IsNullOrWhiteSpace(Audience))
        {
            yield return new ValidationResult("is required with an Issuer.", [nameof(Audience)]);
        }

        foreach (var (value, role) in RoleMap.Where(r => !Roles.All.Contains(r.Value)))
        {
            yield return new ValidationResult($"'{value}' must give one of {string.Join(", ", Roles.All)}, not '{role}'.", [nameof(RoleMap)]);
        }
    }
}
