using Amazon.Runtime;
using Amazon.S3.Model;
using Flowker.Executors.Connectivity;
using Flowker.Executors.Egress;
using Flowker.Executors.Http;

namespace Flowker.Executors.S3;

/// <summary>
/// A store, tried out by listing the bucket, which changes nothing there. A key that may only put objects is known to the
/// store and refused all the same: then the credentials are good and the last stage fails.
/// </summary>
internal sealed class S3Target(ProviderSettings provider, S3Settings settings, EgressClient egress) : ITestTarget
{
    public const string ProviderId = "s3";

    // What a store says of who asks, as opposed to what that one may do.
    private static readonly HashSet<string> Unknown = new(StringComparer.Ordinal)
    {
        "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken", "TokenRefreshRequired",
        "AuthorizationHeaderMalformed", "InvalidSecurity", "NotSignedUp", "AccountProblem",
    };

    public Uri Url { get; } = settings.Endpoint ?? new Uri($"https://s3.{settings.Region}.amazonaws.com/");

    public bool HasCredentials => true;

    public bool HasAuthenticator => true;

    public int HeaderCount => 0;

    /// <summary>Throws <see cref="CallRefusedException"/>.</summary>
    public static S3Target Read(ProviderSettings provider, EgressClient egress) => new(provider, S3Settings.Read(provider.Config), egress);

    public Task<ProbeAnswer?> GetAsync(bool withCredentials, CancellationToken cancellationToken) => withCredentials
        ? ListAsync(cancellationToken)
        : new HttpTarget(Url, HttpProviderConfig.Read(provider), egress.For(provider), null).GetAsync(withCredentials: false, cancellationToken);

    private async Task<ProbeAnswer?> ListAsync(CancellationToken cancellationToken)
    {
        using var client = S3Clients.Create(provider, settings, egress);
        try
        {
            var listed = await client.ListObjectsV2Async(
                new ListObjectsV2Request { BucketName = settings.Bucket, MaxKeys = 1 }, cancellationToken).ConfigureAwait(false);
            return new ProbeAnswer((int)listed.HttpStatusCode, Math.Max(0, listed.ContentLength), "application/xml", KnowsCaller: true);
        }
        catch (AmazonServiceException refused) when ((int)refused.StatusCode is >= 200 and <= 599)
        {
            return new ProbeAnswer((int)refused.StatusCode, 0, null, KnowsCaller: (int)refused.StatusCode is not 401 && !Unknown.Contains(refused.ErrorCode ?? ""));
        }
    }
}
