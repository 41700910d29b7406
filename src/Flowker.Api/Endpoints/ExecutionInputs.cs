using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flowker.Api.OpenApi;
using Flowker.Grains.Interfaces;

namespace Flowker.Api.Endpoints;

/// <summary>The body of a start, for the API's document. Source: <c>spec/execute-workflow.seed.md</c>.</summary>
internal sealed record ExecuteWorkflowInput(
    [property: Description("Input data passed to the workflow. Available to all nodes during execution. Maximum payload size is 1 MB.")]
    [property: Example("""{"transactionId":"txn-98765","amount":1500,"currency":"BRL","customerId":"cust-12345","message":"Payment received"}""")]
    IReadOnlyDictionary<string, Json> InputData);

/// <summary>Why a command is given. It is written to the audit trail for good.</summary>
internal sealed record ResumeInput(
    [property: Description("Why, in 1 to 500 characters. It is kept in the audit trail for good, so it should hold no personal data.")]
    [property: Example("\"more memory was given to the silos\"")]
    string Reason);

/// <summary>The body of a webhook: any members.</summary>
[AnyMembers]
[Example("""{"transactionId":"txn-98765","amount":1500}""")]
internal sealed record WebhookInput
{
    [JsonExtensionData]
    public IDictionary<string, JsonElement> Members { get; init; } = new Dictionary<string, JsonElement>();
}
