using Amazon;
using Amazon.Runtime;
using Amazon.S3;
using Flowker.Executors.Egress;

namespace Flowker.Executors.S3;

/// <summary>AWS clients that sign with a provider configuration's credentials and send over its guarded connections.</summary>
internal static class S3Clients
{
    public static AmazonS3Client Create(ProviderSettings provider, S3Settings settings, EgressClient egress) =>
        new(Credentials(settings), Config(settings, new GuardedHttp(egress, provider)));

    private static AWSCredentials Credentials(S3Settings settings) => settings.SessionToken is { } token
        ? new SessionAWSCredentials(settings.AccessKeyId, settings.SecretAccessKey, token)
        : new BasicAWSCredentials(settings.AccessKeyId, settings.SecretAccessKey);

    private static AmazonS3Config Config(S3Settings settings, HttpClientFactory http)
    {
        var config = new AmazonS3Config
        {
            AuthenticationRegion = settings.Region,
            // Repeats are the node's own business, where they are counted and survive a crash.
            MaxErrorRetry = 0,
            MaxStaleConnectionRetries = 0,
            HttpClientFactory = http,
            ForcePathStyle = settings.PathStyle,
            IgnoreConfiguredEndpointUrls = true,
            DisableLogging = true,
            // Stores that only speak the older protocol refuse the newer checksums.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (settings.Endpoint is { } endpoint)
        {
            config.ServiceURL = endpoint.AbsoluteUri;
        }
        else
        {
            config.RegionEndpoint = RegionEndpoint.GetBySystemName(settings.Region);
        }

        return config;
    }
}
