using Flowker.Executors.Http;

namespace Flowker.Executors.Authentication;

/// <summary>A key in a header or in the query. Source: <c>spec/reference-engine.md</c>, 4.2.</summary>
internal sealed class ApiKeyAuthenticator(string name, string value, bool inQuery) : IRequestAuthenticator
{
    public static IRequestAuthenticator Create(AuthenticationSettings settings)
    {
        var value = settings.Setting("prefix") + settings.Require("key");
        return settings.Setting("location") switch
        {
            null or "" or "header" => new ApiKeyAuthenticator(NameOf(settings, "header_name", "X-API-Key"), value, inQuery: false),
            "query" => new ApiKeyAuthenticator(NameOf(settings, "query_param_name", "api_key"), value, inQuery: true),
            _ => throw new CallRefusedException("The API key's location is neither header nor query."),
        };
    }

    public ValueTask AuthenticateAsync(OutgoingRequest request, CancellationToken cancellationToken)
    {
        if (inQuery)
        {
            request.Url = QueryText.Set(request.Url, name, value);
        }
        else
        {
            request.Headers.SetConfigured(name, value, "the API key");
        }

        return ValueTask.CompletedTask;
    }

    private static string NameOf(AuthenticationSettings settings, string name, string usual) =>
        settings.Setting(name) is { Length: > 0 } given ? given : usual;
}
