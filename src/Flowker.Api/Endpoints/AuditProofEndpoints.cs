using System.Globalization;
using Flowker.Api.Authentication;
using Flowker.Api.Errors;
using Flowker.Api.OpenApi;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Access;
using Flowker.Grains.Interfaces.Audit;
using Microsoft.OpenApi;

namespace Flowker.Api.Endpoints;

/// <summary>What proves the audit trail. Source: <c>spec/reference-api.md</c>, 5.8; <c>docs/audit-proof.md</c>.</summary>
internal static class AuditProofEndpoints
{
    private const int CheckpointPage = 1_000;

    public static void MapAuditProof(this IEndpointRouteBuilder routes)
    {
        var proof = routes.MapGroup("").WithTags("Audit API");
        proof.MapRead("/v1/audit-events/{id}/verify", VerifyAsync)
            .Needs(Roles.Viewer)
            .Describes("verifyAuditEvents", "Verify the Audit Trail", "Whether the chain holds up to this event; content is hashed again.")
            .Id("id", "Unique identifier of the audit event.").Query("from", "Where to begin.", "start", "checkpoint")
            .Gives<VerificationResponse>().Refuses("FLK-0302", "FLK-0600");
        proof.MapRead("/v1/executions/{id}/evidence", EvidenceAsync)
            .Needs(Roles.Viewer)
            .Describes("getExecutionEvidence", "Retrieve the Evidence of an Execution", "What proves its trail to others, in one file.")
            .Id("id", "Unique identifier of the execution.").Flag("payloads", "With what was sent and answered.")
            .Number("wait", "Up to how many seconds to wait for the checkpoint that proves it.", 0, EvidenceWait.MaxSeconds)
            .Gives<Json>().Shows(AnswerHeaders.FileName, 200).Refuses("FLK-0302", "FLK-0500");
        proof.MapRead("/v1/audit-checkpoints", ListCheckpointsAsync)
            .Needs(Roles.Viewer)
            .Describes("listAuditCheckpoints", "List Audit Checkpoints", "Signed heads of the chain, one a line.")
            .Number("after", "Only those after this sequence.", 0)
            .Gives<string>(contentType: "application/x-ndjson").Refuses(ErrorRegistry.BadBody);
        proof.MapRead("/v1/audit-checkpoints/keys", ListKeysAsync)
            .Needs(Roles.Viewer)
            .Describes("listAuditKeys", "List the Keys of Checkpoints", "The public keys that checkpoints are checked with.")
            .Gives<string>(contentType: "application/x-pem-file");
        proof.MapPost("/v1/audit-checkpoints/{sequence}/allow-removal", AllowRemovalAsync)
            .Needs(Roles.Admin)
            .Describes("allowAuditRemoval", "Allow the Removal of Audit Events", "Up to the checkpoint with this sequence. That it was allowed stays in the trail.")
            .WithMetadata(
                new ParameterNote("sequence", ParameterLocation.Path, "The checkpoint's sequence.") { Required = true, Type = JsonSchemaType.Integer, Format = "int64", Minimum = 0 },
                new ParameterNote("reason", ParameterLocation.Query, "Why. It stays in the trail for good.") { Required = true, MinLength = 1, MaxLength = 500 })
            .TakesNoOtherQuery()
            .GivesNothing().Refuses("FLK-0302");
    }

    private static async Task<IResult> VerifyAsync(string id, string? from, IGrainFactory grains)
    {
        if (!RequestReading.TryId(id, out var auditEvent))
        {
            return RequestReading.BadId(id);
        }

        if (from is not (null or "start" or "checkpoint"))
        {
            return ErrorResults.Error("FLK-0302", "from must be start or checkpoint.");
        }

        var verified = await grains.GetGrain<IAuditProofGrain>(0).VerifyAsync(auditEvent, from == "checkpoint");
        return verified.Ok
            ? ApiJson.Ok(new VerificationResponse(
                verified.Value.IsValid, verified.Value.FirstInvalidId, verified.Value.TotalChecked, verified.Value.Message))
            : ErrorResults.Error(verified.Fault);
    }

    private static async Task<IResult> EvidenceAsync(
        string id, bool? payloads, int? wait, HttpContext http, IGrainFactory grains, EvidenceWait waits)
    {
        if (!RequestReading.TryId(id, out var execution))
        {
            return RequestReading.BadId(id);
        }

        if (wait is < 0 or > EvidenceWait.MaxSeconds)
        {
            return ErrorResults.Error("FLK-0302", $"wait must be 0 to {EvidenceWait.MaxSeconds} seconds.");
        }

        var evidence = await waits.GetAsync(
            grains.GetGrain<IAuditProofGrain>(0), execution, payloads ?? false, TimeSpan.FromSeconds(wait ?? 0), http.RequestAborted);
        if (!evidence.Ok)
        {
            return ErrorResults.Error(evidence.Fault);
        }

        http.Response.Headers.ContentDisposition = $"attachment; filename=\"evidence-{execution}.json\"";
        return ApiJson.Ok(evidence.Value);
    }

    // One a line, as they are published elsewhere.
    private static async Task<IResult> ListCheckpointsAsync(long? after, IGrainFactory grains)
    {
        var page = await grains.GetGrain<IAuditProofGrain>(0).ListCheckpointsAsync(Math.Max(0, after ?? 0), CheckpointPage);
        return page.Ok
            ? Results.Text(string.Concat(page.Value.Checkpoints.Select(c => c.ToString() + "\n")), "application/x-ndjson")
            : ErrorResults.Error(page.Fault);
    }

    private static async Task<IResult> ListKeysAsync(IGrainFactory grains)
    {
        var page = await grains.GetGrain<IAuditProofGrain>(0).ListCheckpointsAsync(0, 0);
        return page.Ok ? Results.Text(string.Concat(page.Value.PublicKeys), "application/x-pem-file") : ErrorResults.Error(page.Fault);
    }

    private static async Task<IResult> AllowRemovalAsync(string sequence, string? reason, HttpContext http, IGrainFactory grains)
    {
        if (!long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var through) || reason is not { Length: >= 1 and <= 500 })
        {
            return ErrorResults.Error("FLK-0302", "A sequence, and a reason of 1 to 500 characters, are required.");
        }

        var allowed = await grains.GetGrain<IAuditProofGrain>(0).AllowRemovalAsync(through, reason, http.Caller());
        return allowed.Ok ? Results.NoContent() : ErrorResults.Error(allowed.Fault);
    }

    [SchemaName("AuditVerificationOutput")]
    private sealed record VerificationResponse(bool IsValid, long? FirstInvalidId, long TotalChecked, string Message);
}
