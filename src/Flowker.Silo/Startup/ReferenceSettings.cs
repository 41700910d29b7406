using Microsoft.Extensions.Options;

namespace Flowker.Silo.Startup;

/// <summary>
/// Settings of the implementation that Flowker follows. Those that would change who may do what are not passed over in silence.
/// </summary>
internal static class ReferenceSettings
{
    private static readonly (string Name, string Instead)[] Security =
    [
        ("PLUGIN_AUTH_ENABLED", "Flowker does not ask an Access Manager who may do what. Set Flowker__Oidc__Issuer and Flowker__Oidc__Audience, or API_KEY_ENABLED and API_KEY, and unset it"),
        ("MULTI_TENANT_ENABLED", "Flowker keeps one tenant for each database. Run one service with a database of its own for each tenant, and unset it"),
    ];

    private static readonly string[] No = ["", "false", "f", "0", "no", "off"];

    /// <summary>Throws, naming the setting, when one is on that Flowker cannot keep to.</summary>
    public static void Refuse(IConfiguration configuration)
    {
        foreach (var (name, instead) in Security)
        {
            if (configuration[name] is { } value && !No.Contains(value.Trim(), StringComparer.OrdinalIgnoreCase))
            {
                throw new OptionsValidationException(name, typeof(string), [$"{name} is set, but {instead}."]);
            }
        }
    }
}
