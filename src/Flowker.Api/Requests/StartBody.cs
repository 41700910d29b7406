using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;
using Flowker.Api.Errors;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Executions;

namespace Flowker.Api.Requests;

/// <summary>The body of a start: <c>{"inputData": {…}}</c>. The input goes on as the bytes that came.</summary>
internal sealed record StartBody(Json InputData, byte[] Fingerprint)
{
    // A member twice is found while the text is parsed, and named only once it is to be refused.
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = RequestJson.MaxDepth, AllowDuplicateProperties = false };

    public static (StartBody? Body, IResult? Refusal) Read(byte[] utf8, Guid workflowId)
    {
        try
        {
            if (!Utf8.IsValid(utf8))
            {
                return (null, Unreadable(utf8));
            }

            var root = JsonElement.Parse(utf8, Options);
            if (root.ValueKind is not (JsonValueKind.Object or JsonValueKind.Null))
            {
                return Refuse("The body must be a JSON object.");
            }

            return Input(root) switch
            {
                { ValueKind: JsonValueKind.Object } input =>
                    (new StartBody(new Json(JsonMarshal.GetRawUtf8Value(input).ToArray()), RequestFingerprint.Compute(workflowId, input)), null),
                null or { ValueKind: JsonValueKind.Null } =>
                    (null, ErrorResults.Error("FLK-0301", "The member inputData is required.")),
                _ => Refuse("inputData must be a JSON object."),
            };
        }
        catch (Exception failure) when (failure is JsonException or InvalidOperationException)
        {
            return (null, Unreadable(utf8));
        }
    }

    // Names match in any case, the exact one preferred; of several others the last counts.
    private static JsonElement? Input(JsonElement root)
    {
        if (root.ValueKind is JsonValueKind.Null)
        {
            return null;
        }

        return root.TryGetProperty("inputData", out var exact)
            ? exact
            : root.EnumerateObject()
                .Where(m => string.Equals(m.Name, "inputData", StringComparison.OrdinalIgnoreCase))
                .Select(m => (JsonElement?)m.Value)
                .LastOrDefault();
    }

    private static IResult Unreadable(byte[] utf8) =>
        RequestJson.FaultOf(utf8) is { } fault ? ErrorResults.Error(fault) : ErrorResults.Error(ErrorRegistry.BadBody, "The body is not valid JSON.");

    private static (StartBody?, IResult?) Refuse(string message) => (null, ErrorResults.Error(ErrorRegistry.BadBody, message));
}
