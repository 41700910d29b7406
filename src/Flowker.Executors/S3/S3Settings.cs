using System.Text.Json;
using System.Text.RegularExpressions;
using Flowker.Executors.Http;

namespace Flowker.Executors.S3;

/// <summary>A provider configuration as <c>s3.put-object</c> reads it. Source: <c>spec/reference-engine.md</c>, 4.5, extended.</summary>
internal sealed partial record S3Settings
{
    public required string Region { get; init; }

    public required string Bucket { get; init; }

    public required string AccessKeyId { get; init; }

    public required string SecretAccessKey { get; init; }

    public required string? SessionToken { get; init; }

    /// <summary>Null for Amazon's own.</summary>
    public required Uri? Endpoint { get; init; }

    public required bool PathStyle { get; init; }

    /// <summary>Throws <see cref="CallRefusedException"/>.</summary>
    public static S3Settings Read(JsonElement config)
    {
        var region = PresetCall.Setting(config, "region");
        var endpoint = ReadEndpoint(config);
        return new S3Settings
        {
            // It becomes a part of the host name.
            Region = RegionName().IsMatch(region) ? region : throw new CallRefusedException("The provider configuration's region is not a region."),
            Bucket = PresetCall.Setting(config, "bucket"),
            AccessKeyId = PresetCall.Setting(config, "access_key_id"),
            SecretAccessKey = PresetCall.Setting(config, "secret_access_key"),
            SessionToken = Member.Text(config, "session_token") is { Length: > 0 } token ? token : null,
            Endpoint = endpoint,
            PathStyle = Member.Find(config, "path_style") is { } style ? style.ValueKind is JsonValueKind.True : endpoint is not null,
        };
    }

    private static Uri? ReadEndpoint(JsonElement config)
    {
        if (Member.Text(config, "endpoint_url")?.Trim() is not { Length: > 0 } text)
        {
            return null;
        }

        return Uri.TryCreate(text, UriKind.Absolute, out var url) && url.PathAndQuery is "/" && url.UserInfo.Length is 0
            && (url.Scheme == Uri.UriSchemeHttps || url.Scheme == Uri.UriSchemeHttp)
                ? url
                : throw new CallRefusedException("The provider configuration's endpoint_url is not an absolute http or https URL without a path.");
    }

    [GeneratedRegex("^[a-z0-9-]{1,64}$")]
    private static partial Regex RegionName();
}
