using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Catalog;

/// <summary>Reads the body of a create or replace by all rules, and the stored form, which may be older than a rule, without them.</summary>
public static class ExecutorConfigurationReader
{
    private const int DefaultTimeout = 30;
    private const int MaxTimeout = 300;
    private const int MaxEndpointName = 50;
    private const int MaxEndpointPath = 200;

    private static readonly string[] Methods = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"];
    private static readonly string[] Types = ["none", "api_key", "bearer", "basic", "oidc_client_credentials", "oidc_user"];

    /// <summary>
    /// Null with findings in the order of evaluation: FLK-0001; endpoints FLK-0270, 0271, 0272, 0273, FLK-0302;
    /// authentication FLK-0268, 0269; then FLK-0260, 0261, 0262, 0263, 0264, 0265, 0267.
    /// </summary>
    public static (ExecutorConfiguration? Configuration, IReadOnlyList<Finding> Findings) Read(ReadOnlyMemory<byte> utf8)
    {
        if (!JsonText.TryParse(utf8, out var body) || body.ValueKind is not JsonValueKind.Object)
        {
            return (null, [new Finding("FLK-0001", "The body must be a JSON object.")]);
        }

        var reading = new Reading();
        var configuration = reading.Configuration(body);
        // A member of the wrong kind comes before every rule about its value.
        return reading.Findings.Count > 0
            ? (null, [.. reading.Findings.OrderBy(f => f.Code == "FLK-0001" ? 0 : 1)])
            : (configuration, reading.Findings);
    }

    /// <summary>What was taken once, by whatever limits were then: only what is no object at all is null.</summary>
    public static ExecutorConfiguration? ReadStored(ReadOnlyMemory<byte> utf8) =>
        JsonText.TryParse(utf8, out var body) && body.ValueKind is JsonValueKind.Object ? new Reading().Configuration(body) : null;

    private sealed class Reading
    {
        public List<Finding> Findings { get; } = [];

        public ExecutorConfiguration Configuration(JsonElement body)
        {
            var name = Text(body, "name", "name");
            var description = Text(body, "description", "description");
            var baseUrl = Text(body, "baseUrl", "baseUrl");
            var metadata = Object(body, "metadata", "metadata");
            var endpoints = Endpoints(body);
            var authentication = Authentication(body);
            CheckTexts(name, description, baseUrl, endpoints);
            return new ExecutorConfiguration
            {
                Name = name,
                Description = body.Member("description") is null ? null : description,
                BaseUrl = baseUrl.EndsWith('/') ? baseUrl[..^1] : baseUrl,
                Endpoints = endpoints,
                Authentication = authentication,
                Metadata = metadata,
            };
        }

        private ImmutableArray<ExecutorEndpoint> Endpoints(JsonElement body)
        {
            if (body.Member("endpoints") is not { } list)
            {
                return [];
            }

            if (list.ValueKind is not JsonValueKind.Array || list.EnumerateArray().Any(e => e.ValueKind is not JsonValueKind.Object))
            {
                Find("FLK-0001", "endpoints must be an array of objects.", "endpoints");
                return [];
            }

            return [.. list.EnumerateArray().Select((e, i) => Endpoint(e, string.Create(CultureInfo.InvariantCulture, $"endpoints[{i}]")))];
        }

        private ExecutorEndpoint Endpoint(JsonElement endpoint, string at)
        {
            var name = Text(endpoint, "name", $"{at}.name");
            var path = Text(endpoint, "path", $"{at}.path");
            var method = Text(endpoint, "method", $"{at}.method").ToUpperInvariant();
            Require("FLK-0270", name, $"{at}.name");
            Limit("FLK-0302", name, MaxEndpointName, $"{at}.name");
            RequirePlain(name, $"{at}.name");
            Require("FLK-0271", path, $"{at}.path");
            Limit("FLK-0302", path, MaxEndpointPath, $"{at}.path");
            Require("FLK-0272", method, $"{at}.method");
            if (method.Length > 0 && !Methods.Contains(method))
            {
                Find("FLK-0273", $"{at}.method must be one of {string.Join(", ", Methods)}.", $"{at}.method");
            }

            return new ExecutorEndpoint(name, path, method, Timeout(endpoint, at));
        }

        private int Timeout(JsonElement endpoint, string at)
        {
            if (endpoint.Member("timeout") is not { } given)
            {
                return DefaultTimeout;
            }

            if (given.ValueKind is not JsonValueKind.Number || !given.TryGetInt32(out var seconds))
            {
                Find("FLK-0001", $"{at}.timeout must be an integer.", $"{at}.timeout");
                return DefaultTimeout;
            }

            if (seconds is < 0 or > MaxTimeout)
            {
                Find("FLK-0302", $"{at}.timeout is 1 to {MaxTimeout} seconds, or 0 for {DefaultTimeout}.", $"{at}.timeout");
            }

            return seconds > 0 ? seconds : DefaultTimeout;
        }

        private ExecutorAuthentication Authentication(JsonElement body)
        {
            var authentication = Object(body, "authentication", "authentication");
            var type = authentication is { } given ? Text(given, "type", "authentication.type") : "";
            Require("FLK-0268", type, "authentication.type");
            if (type.Length > 0 && !Types.Contains(type))
            {
                Find("FLK-0269", $"authentication.type must be one of {string.Join(", ", Types)}.", "authentication.type");
            }

            return new ExecutorAuthentication(type, authentication is { } holder ? Object(holder, "config", "authentication.config") : null);
        }

        private void CheckTexts(string name, string description, string baseUrl, ImmutableArray<ExecutorEndpoint> endpoints)
        {
            Require("FLK-0260", name.Trim(), "name");
            Limit("FLK-0261", name, 100, "name");
            RequirePlain(name, "name");
            Require("FLK-0262", baseUrl, "baseUrl");
            if (baseUrl.Length > 0 && !IsHttp(baseUrl))
            {
                Find("FLK-0263", "baseUrl must be an http or https URL with a host.", "baseUrl");
            }

            if (UrlUserInfo.IsIn(baseUrl))
            {
                Find("FLK-0263", "baseUrl has a user or a password in it, which everybody who sees it would see.", "baseUrl");
            }

            Limit("FLK-0264", baseUrl, 500, "baseUrl");
            if (endpoints.IsEmpty)
            {
                Find("FLK-0265", "At least one endpoint is needed.", "endpoints");
            }

            Limit("FLK-0267", description, 500, "description");
        }

        private static bool IsHttp(string text) =>
            Uri.TryCreate(text, UriKind.Absolute, out var url) && (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && url.Host.Length > 0;

        private string Text(JsonElement holder, string name, string at)
        {
            if (holder.Member(name) is not { } value)
            {
                return "";
            }

            if (value.ValueKind is JsonValueKind.String && JsonStrings.TryGet(value, out var text))
            {
                return text;
            }

            Find("FLK-0001", $"{at} must be a text.", at);
            return "";
        }

        private JsonElement? Object(JsonElement holder, string name, string at)
        {
            if (holder.Member(name) is { ValueKind: not JsonValueKind.Object })
            {
                Find("FLK-0001", $"{at} must be an object.", at);
                return null;
            }

            return holder.Member(name);
        }

        private void Require(string code, string text, string at)
        {
            if (text.Length == 0)
            {
                Find(code, $"{at} is required.", at);
            }
        }

        private void RequirePlain(string text, string at)
        {
            if (!PlainLine.Is(text))
            {
                Find("FLK-0302", $"{at} {PlainLine.Rule}.", at);
            }
        }

        private void Limit(string code, string text, int most, string at)
        {
            if (TextLength.Exceeds(text, most))
            {
                Find(code, $"{at} is longer than {most} characters.", at);
            }
        }

        private void Find(string code, string message, string at) => Findings.Add(new Finding(code, message, at));
    }
}
