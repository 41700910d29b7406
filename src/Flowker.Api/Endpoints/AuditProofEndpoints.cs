using System.Globalization;
using Flowker.Api.Errors;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces.Audit;

namespace Flowker.Api.Endpoints;

/// <summary>What proves the audit trail. Source: <c>spec/reference-api.md</c>, 5.8; <c>docs/audit-proof.md</c>.</summary>
internal static class AuditProofEndpoints
{
    private const int CheckpointPage = 1_000;

    public static void MapAuditProof(this IEndpointRouteBuilder routes)
    {
        routes.MapRead("/v1/audit-events/{id}/verify", VerifyAsync);
        routes.MapRead("/v1/executions/{id}/evidence", EvidenceAsync);
        routes.MapRead("/v1/audit-checkpoints", ListCheckpointsAsync);
        routes.MapRead("/v1/audit-checkpoints/keys", ListKeysAsync);
        routes.MapPost("/v1/audit-checkpoints/{sequence}/allow-removal", AllowRemovalAsync);
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

    private static async Task<IResult> EvidenceAsync(string id, bool? payloads, HttpContext http, IGrainFactory grains)
    {
        if (!RequestReading.TryId(id, out var execution))
        {
            return RequestReading.BadId(id);
        }

        var evidence = await grains.GetGrain<IAuditProofGrain>(0).GetEvidenceAsync(execution, payloads ?? false);
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

    private sealed record VerificationResponse(bool IsValid, long? FirstInvalidId, long TotalChecked, string Message);
}
