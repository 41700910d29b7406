using System.ComponentModel;
using Flowker.Api.OpenApi;
using Flowker.Grains.Interfaces;

namespace Flowker.Api.Errors;

/// <summary>One fault or doubt about a body: in errors, and in the report of a validation.</summary>
[SchemaName("Finding")]
internal sealed record FindingResponse(
    [property: Description("The member it is about; absent when it is about the whole.")] string? Field,
    [property: Description("Machine-readable code with the FLK prefix.")] string Code,
    [property: Description("Human-readable explanation.")] string Message,
    [property: Description("An error is refused, a warning only pointed out.")] string Severity,
    [property: Description("The node it is about, if there is one.")] string? NodeId)
{
    public static FindingResponse Of(FieldFault fault) =>
        new(fault.Field.Length > 0 ? fault.Field : null, fault.Code, fault.Message, fault.IsWarning ? "warning" : "error", fault.NodeId);
}
