using System.Text.Json;
using Flowker.Engine.Catalog;
using Flowker.Engine.Executions;
using Flowker.Engine.Json;
using Flowker.Executors.Http;

namespace Flowker.Executors;

/// <summary>
/// Makes the whole request before the executor sees it: the node's own data as far as the executor's schema describes it,
/// with its placeholders filled, and over it what the mapping made. Held against the schema when the node wants that.
/// Source: <c>spec/reference-engine.md</c>, W-40.
/// </summary>
internal sealed class RequestComposition(IExecutor inner, ExecutorDescriptor descriptor, ProviderCatalog catalog) : IExecutor
{
    private const int MaxFaultsTold = 3;

    public string Id => inner.Id;

    public async Task<CallResult> CallAsync(ExecutorCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        try
        {
            var request = Compose(call);
            if (ProviderCatalog.WantsValidation(call.NodeData)
                && catalog.ExecutorFaults(descriptor, request) is { Count: > 0 } faults)
            {
                var told = string.Join(" ", faults.Take(MaxFaultsTold).Select(f => f.Message));
                return new CallResult
                {
                    Outcome = CallOutcome.Failed,
                    Code = "FLK-0201",
                    Message = $"The request does not fit the schema of {descriptor.Id}. {told}",
                };
            }

            return await inner.CallAsync(call with { Payload = request }, cancellationToken).ConfigureAwait(false);
        }
        catch (CallRefusedException e)
        {
            return SendFailure.Refused(e.Message);
        }
    }

    private JsonElement Compose(ExecutorCall call)
    {
        var own = call.NodeData.ValueKind is JsonValueKind.Object
            ? call.NodeData.EnumerateObject().Where(m => IsRequestMember(m)).ToArray()
            : [];
        if (own.Length is 0 || (call.PayloadIsMapped && call.Payload.ValueKind is not JsonValueKind.Object))
        {
            return call.Payload;
        }

        JsonProperty[] mapped = call.PayloadIsMapped ? [.. call.Payload.EnumerateObject()] : [];
        return JsonObjects.Write(writer =>
        {
            foreach (var member in own.Where(m => !mapped.Any(o => o.NameEquals(m.Name))))
            {
                if (TemplateValue.Render(member.Value, call.Context, member.Name) is { } value)
                {
                    writer.WritePropertyName(member.Name);
                    value.WriteTo(writer);
                }
            }

            foreach (var member in mapped)
            {
                member.WriteTo(writer);
            }
        });
    }

    private bool IsRequestMember(JsonProperty member) =>
        JsonStrings.TryGetName(member, out var name) && catalog.IsRequestMember(descriptor, name);
}
