using System.Text.Json;

namespace Flowker.Grains.Interfaces.Executions;

/// <summary>
/// The fingerprint by which a repeated request is known: SHA-256 over the workflow id and the canonical input. Source:
/// <c>spec/decisions.md</c>, "Same key, different request".
/// </summary>
public static class RequestFingerprint
{
    /// <summary>
    /// <paramref name="inputData"/> is a valid JSON object. Members are ordered as in RFC 8785, texts compared by value;
    /// numbers are compared by their text, so that two that differ beyond 2^53 stay different. Throws
    /// <see cref="InvalidOperationException"/> when a text in it is no valid Unicode.
    /// </summary>
    public static byte[] Compute(Guid workflowId, JsonElement inputData) => CanonicalJson.Hash(workflowId, inputData);
}
