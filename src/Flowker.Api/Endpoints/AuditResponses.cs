using System.Globalization;
using System.Text.Json.Serialization;
using Flowker.Api.OpenApi;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Audit;

namespace Flowker.Api.Endpoints;

/// <summary>One audit event. Source: <c>spec/reference-api.md</c>, 5.8.</summary>
[SchemaName("AuditEventOutput")]
internal sealed record AuditEventResponse(
    Guid EventId,
    string EventType,
    string Action,
    string Result,
    string ResourceId,
    string ResourceType,
    ActorResponse Actor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Context,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Metadata,
    string Timestamp,
    long? Sequence,
    string? Hash,
    string? PreviousHash)
{
    // One way to write a time, since it is hashed as it stands here.
    private const string TimeFormat = "yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'";

    public static AuditEventResponse Of(AuditEventView view) => new(
        view.EventId, view.EventType, view.Action, view.Result, view.ResourceId, view.ResourceType,
        new ActorResponse(view.ActorType, view.ActorId, view.ActorIp), view.Context, view.Metadata,
        view.Timestamp.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture), view.Sequence, view.Hash, view.PreviousHash);
}

/// <summary>Who did it, and from where.</summary>
[SchemaName("Actor")]
internal sealed record ActorResponse(string Type, string Id, string IpAddress);
