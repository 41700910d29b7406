using Flowker.Grains.Interfaces;

namespace Flowker.Grains;

/// <summary>The refusals of grains. Texts are for the caller: they name the data at fault and nothing from within.</summary>
internal static class Faults
{
    public static Fault StorageAway() =>
        Make("FLK-9998", "The storage cannot be reached at the moment. Repeat the request; a start with the same Idempotency-Key is safe to repeat.") with
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    public static Fault KeyReused(Guid executionId) =>
        Make("FLK-0510", $"This Idempotency-Key already started execution {executionId} with another workflow or input.");

    public static Fault ExecutionNotFound(Guid id) => Make("FLK-0500", $"There is no execution {id}.");

    public static Fault ExecutionNotEnded(Guid id) => Make("FLK-0502", $"Execution {id} has not ended yet.");

    public static Fault StepNotFound(Guid executionId, string nodeId) =>
        Make("FLK-0511", $"The workflow that execution {executionId} runs has no node '{nodeId}'.");

    public static Fault WorkflowNotFound(Guid id) => Make("FLK-0100", $"There is no workflow {id}.");

    public static Fault WorkflowNotActive(Guid id) => Make("FLK-0501", $"Workflow {id} is not active.");

    public static Fault WorkflowNameTaken(string name) => Make("FLK-0101", $"Another workflow has the name '{name}'.");

    public static Fault WorkflowTransition(string from, string action) => Make("FLK-0102", $"A workflow that is {from} cannot be {action}.");

    public static Fault WorkflowLocked(string status, string action) => Make("FLK-0103", $"A workflow that is {status} cannot be {action}.");

    public static Fault ProviderConfigurationNotFound(Guid id) => Make("FLK-0290", $"There is no provider configuration {id}.");

    public static Fault ProviderConfigurationNameTaken(string name) =>
        Make("FLK-0291", $"Another provider configuration has the name '{name}'.");

    public static Fault LostRace() => Make("FLK-0350", "Somebody else changed it at the same time. Read it again and repeat.");

    public static Fault VersionMismatch(int version) => Make("FLK-0351", $"If-Match does not hold: the version is {version}.");

    public static Fault BadCursor() => Make("INVALID_CURSOR", "The cursor is not one of this list, or was made with other filters.");

    public static Fault BadBody(string message) => Make("FLK-0001", message);

    public static Fault Make(string code, string message) => new() { Code = code, Message = message };

    /// <summary>The first finding decides the answer; all are told in <c>fields</c>.</summary>
    public static Fault Of(IReadOnlyList<Engine.Finding> findings) => new()
    {
        Code = findings[0].Code,
        Message = findings[0].Message,
        Fields = [.. findings.Select(ToField)],
    };

    public static FieldFault ToField(Engine.Finding finding) => new(finding.Field ?? "", finding.Message, finding.Code, finding.NodeId);
}
