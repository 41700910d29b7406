namespace Flowker.Api.Authentication;

/// <summary>The one API key of <c>API_KEY</c> and <c>API_KEY_ENABLED</c>. Source: <c>spec/reference-api.md</c>, 2.</summary>
internal sealed record ApiKeyOptions(string? Key)
{
    public bool Enabled => Key is not null;

    /// <summary>Throws, naming the setting, when the key is asked for but missing.</summary>
    public static ApiKeyOptions Read(IConfiguration configuration)
    {
        if (!IsTrue(configuration["API_KEY_ENABLED"]))
        {
            return new ApiKeyOptions((string?)null);
        }

        return configuration["API_KEY"] is { Length: > 0 } key
            ? new ApiKeyOptions(key)
            : throw new InvalidOperationException("API_KEY_ENABLED is true, but API_KEY is empty: set API_KEY.");
    }

    private static bool IsTrue(string? text) => text is "1" or "t" or "T" or "true" or "TRUE" or "True";
}
