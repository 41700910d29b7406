using System.Net;
using Amazon.Runtime;
using Amazon.S3.Model;
using Flowker.Engine.Executions;
using Flowker.Engine.Json;
using Flowker.Executors.Egress;
using Flowker.Executors.Http;

namespace Flowker.Executors.S3;

/// <summary>
/// Stores one object, signed by the AWS client, over the provider configuration's own guarded connections. The key makes a
/// repeat harmless: it stores the same again. Source: <c>spec/reference-engine.md</c>, 4.5, extended.
/// </summary>
internal sealed class S3PutObject(EgressClient egress, TimeProvider time) : IExecutor
{
    public string Id => "s3.put-object";

    public async Task<CallResult> CallAsync(ExecutorCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        S3Settings settings;
        S3Object what;
        TimeSpan timeout;
        try
        {
            settings = S3Settings.Read(call.Provider.Config);
            what = S3Object.Read(call.Payload);
            timeout = call.Timeout ?? HttpProviderConfig.Read(call.Provider).Timeout;
        }
        catch (CallRefusedException e)
        {
            return SendFailure.Refused(e.Message);
        }
        catch (InvalidOperationException)
        {
            return SendFailure.Refused("The node or the provider configuration holds text that is not valid Unicode.");
        }

        var result = await Attempt.RunAsync(
            timeout, (_, token) => PutAsync(call.Provider, settings, what, token), call.Lease, time, cancellationToken).ConfigureAwait(false);
        return result with
        {
            Method = "PUT",
            Url = $"s3://{settings.Bucket}/{what.Key}",
            RequestSha256 = Sha256Hex.Of(what.Content),
        };
    }

    private async Task<CallResult> PutAsync(ProviderSettings provider, S3Settings settings, S3Object what, CancellationToken cancellationToken)
    {
        using var client = S3Clients.Create(provider, settings, egress);
        using var content = new MemoryStream(what.Content, writable: false);
        var request = new PutObjectRequest
        {
            BucketName = settings.Bucket,
            Key = what.Key,
            ContentType = what.ContentType,
            InputStream = content,
            UseChunkEncoding = false,
        };
        foreach (var (name, value) in what.Metadata)
        {
            request.Metadata[name] = value;
        }

        try
        {
            return Stored(settings, what, await client.PutObjectAsync(request, cancellationToken).ConfigureAwait(false));
        }
        catch (AmazonServiceException refused) when ((int)refused.StatusCode is >= 300 and <= 999)
        {
            return Refusal(refused);
        }
    }

    private static CallResult Stored(S3Settings settings, S3Object what, PutObjectResponse response) => new()
    {
        Outcome = CallOutcome.Success,
        StatusCode = (int)response.HttpStatusCode,
        Response = JsonObjects.Write(writer =>
        {
            writer.WriteNumber("status", (int)response.HttpStatusCode);
            writer.WriteString("status_text", $"{(int)response.HttpStatusCode} {response.HttpStatusCode}");
            writer.WriteStartObject("body");
            writer.WriteString("bucket", settings.Bucket);
            writer.WriteString("key", what.Key);
            writer.WriteNumber("size", what.Content.Length);
            writer.WriteString("etag", response.ETag);
            writer.WriteString("versionId", response.VersionId);
            writer.WriteEndObject();
        }),
    };

    private static CallResult Refusal(AmazonServiceException refused)
    {
        var status = (int)refused.StatusCode;
        var transient = refused.StatusCode is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests or (HttpStatusCode)425 || status is >= 500 and <= 599;
        var code = refused.ErrorCode is { Length: > 0 and <= 64 } name && name.All(char.IsAsciiLetterOrDigit) ? name : "Unknown";
        return new CallResult
        {
            Outcome = transient ? CallOutcome.Failed : CallOutcome.Rejected,
            Transient = transient,
            StatusCode = status,
            Message = $"The store answered with status {status} ({code}).",
            Response = JsonObjects.Write(writer =>
            {
                writer.WriteNumber("status", status);
                writer.WriteString("status_text", $"{status} {refused.StatusCode}");
                writer.WriteStartObject("body");
                writer.WriteString("code", code);
                writer.WriteEndObject();
            }),
        };
    }
}
