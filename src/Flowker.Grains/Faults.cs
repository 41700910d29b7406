using System.Collections.Immutable;
using Flowker.Grains.Interfaces;
using Flowker.Storage;

namespace Flowker.Grains;

/// <summary>The refusals of grains. Texts are for the caller: they name the data at fault and nothing from within.</summary>
internal static class Faults
{
    private const int MostFindings = 200;
    private const int LongestField = 300;
    private const int LongestMessage = 1_000;

    /// <summary>Away for a while, or a refusal that no repetition helps; the storage has logged which.</summary>
    public static Fault Of(StorageUnavailableException failure) => failure.IsRefusal
        ? Make("FLK-9999", "The storage does not take this. Repeating the request does not help.")
        : StorageAway();

    public static Fault StorageAway() =>
        Make("FLK-9998", "The storage cannot be reached at the moment. Repeat the request; a start with the same Idempotency-Key is safe to repeat.") with
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    public static Fault ProofNotReady(string message) => Make("FLK-9998", $"{message} Ask again in a moment.") with
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    public static Fault NotAllSilosKnow() => Make(
        "FLK-0172", "Not all silos know this yet. Ask again when those of the version before are replaced, and what is held back is switched on.");

    public static Fault GuardAway() => Make("FLK-9998", "The provider's guard cannot be reached at the moment. Repeat the request.") with
    {
        RetryAfter = TimeSpan.FromSeconds(2),
    };

    public const string TooMuchWorkCode = "FLK-0429";

    public static Fault TooMuchWork() =>
        Make(TooMuchWorkCode, "There is too much work at the moment; nothing was stored. Repeat the request with the same Idempotency-Key.") with
        {
            RetryAfter = TimeSpan.FromSeconds(1),
        };

    public static Fault KeyReused(Guid executionId) =>
        Make("FLK-0510", $"This Idempotency-Key already started execution {executionId} with another workflow or input.");

    public static Fault ExecutionNotFound(Guid id) => Make("FLK-0500", $"There is no execution {id}.");

    public static Fault ExecutionNotEnded(Guid id) => Make("FLK-0502", $"Execution {id} has not ended yet.");

    public static Fault ExecutionEnded(Guid id) => Make("FLK-0512", $"Execution {id} has ended.");

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

    public static Fault ProviderConfigurationStatus(string from, string action) =>
        Make("FLK-0292", $"A provider configuration that is {from} cannot be {action}.");

    public static Fault ProviderConfigurationInUse(Guid id) =>
        Make("FLK-0352", $"An active workflow uses provider configuration {id}. Deactivate the workflow first.");

    public static Fault ProviderConfigurationGone() =>
        Make("FLK-0150", "A provider configuration that the workflow names was deleted meanwhile.");

    public static Fault ExecutorConfigurationNotFound(Guid id) => Make("FLK-0250", $"There is no executor configuration {id}.");

    public static Fault ExecutorConfigurationNameTaken(string name) =>
        Make("FLK-0251", $"Another executor configuration has the name '{name}'.");

    public static Fault ExecutorConfigurationStatus(string from, string action) =>
        Make("FLK-0252", $"An executor configuration that is {from} cannot be {action}.");

    public static Fault WebhookTaken(string method, string path, Guid workflow) =>
        Make("FLK-0360", $"The webhook {method} {path} belongs to workflow {workflow}.");

    public static Fault WebhookUnknown() => Make("FLK-0361", "No active workflow has a webhook with this method and path.");

    public static Fault WebhookRefused() => Make("FLK-0362", "The webhook's token or signature is missing or not right.");

    public static Fault TemplateNotFound(string id) => Make("FLK-0240", $"The catalog has no template '{id}'.");

    public static Fault ApiKeyNotFound(Guid id) => Make("FLK-0370", $"There is no API key {id}, or it was revoked.");

    public static Fault ApiKeyNameTaken(string name) => Make("FLK-0371", $"Another API key has the name '{name}'.");

    public static Fault ApiKeyRefused() => Make("UNAUTHORIZED", "The API key is not valid.");

    public static Fault AuditEventNotFound(Guid id) => Make("FLK-0600", $"There is no audit event {id}.");

    public static Fault KeyNotFound() => Make("FLK-0500", "No execution was started with this Idempotency-Key.");

    public static Fault LostRace() => Make("FLK-0350", "Somebody else changed it at the same time. Read it again and repeat.");

    public static Fault VersionMismatch(int version) => Make("FLK-0351", $"If-Match does not hold: the version is {version}.");

    public static Fault BadCursor() => Make("INVALID_CURSOR", "The cursor is not one of this list, or was made with other filters.");

    public static Fault BadKey() => Make("FLK-0509", "An Idempotency-Key is 1 to 255 printable ASCII characters.");

    public const string UnreadableCode = "FLK-0001";

    public static Fault BadBody(string message) => Make(UnreadableCode, message);

    public static Fault Make(string code, string message) => new() { Code = code, Message = message };

    /// <summary>The first error decides the answer, or without one the first warning; all are told in <c>fields</c>.</summary>
    public static Fault Of(IReadOnlyList<Engine.Finding> findings)
    {
        var decisive = findings.FirstOrDefault(f => f.Severity is Engine.FindingSeverity.Error) ?? findings[0];
        return new Fault
        {
            Code = decisive.Code,
            Message = ToField(decisive).Message,
            Fields = ToFields(findings),
        };
    }

    /// <summary>At most <see cref="MostFindings"/>: an answer grows no larger than what was sent, whatever is wrong with it.</summary>
    public static ImmutableArray<FieldFault> ToFields(IEnumerable<Engine.Finding> findings) =>
        [.. findings.Take(MostFindings).Select(ToField)];

    public static Fault OfSchema(string code, string member, IReadOnlyList<Engine.Catalog.SchemaFault> faults) =>
        Of([.. faults.Select(f => new Engine.Finding(code, f.Message, $"{member}{f.At}"))]);

    private static FieldFault ToField(Engine.Finding finding) => new(
        Engine.TextLength.Cut(finding.Field ?? "", LongestField),
        Engine.TextLength.Cut(finding.Message, LongestMessage),
        finding.Code,
        finding.NodeId is { } node ? Engine.TextLength.Cut(node, LongestField) : null)
    {
        IsWarning = finding.Severity is Engine.FindingSeverity.Warning,
    };
}
