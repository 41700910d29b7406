using Flowker.Grains.Interfaces.Audit;
using Flowker.Storage;
using Flowker.Storage.Audit;
using Orleans.Concurrency;

namespace Flowker.Grains.Audit;

/// <summary>Writes the events of refused requests. Who records is bounded where requests come in.</summary>
[GrainType("flowker.refusal")]
[StatelessWorker]
internal sealed class RefusalGrain(IAuditLog audit, ILogger<RefusalGrain> logger) : Grain, IRefusalGrain
{
    private const int MaxText = 255;

    public async Task RecordAsync(RefusedRequest request)
    {
        var path = request.Path.Length > MaxText ? request.Path[..MaxText] : request.Path;
        var entry = AuditEvents.Make(
            request.Forbidden ? "REQUEST_FORBIDDEN" : "REQUEST_UNAUTHENTICATED", "ACCESS", AuditEvents.Request, Guid.Empty, request.Caller,
            request.At,
            AuditMetadata.Of(
                ("http.method", request.Method),
                ("http.path", path),
                ("unrecorded", request.Unrecorded > 0 ? request.Unrecorded : null)));
        try
        {
            await audit.AddAsync(entry with { ResourceId = path, Result = AuditEvents.Failed });
        }
        catch (StorageUnavailableException)
        {
            Log.RefusalNotRecorded(logger);
        }
    }
}
