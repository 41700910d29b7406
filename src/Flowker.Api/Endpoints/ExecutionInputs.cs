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

/// <summary>The body of a webhook: any members.</summary>
[AnyMembers]
[Example("""{"transactionId":"txn-98765","amount":1500}""")]
internal sealed record WebhookInput
{
    [JsonExtensionData]
    public IDictionary<string, JsonElement> Members { get; init; } = new Dictionary<string, JsonElement>();
}
