using Flowker.Grains.Interfaces;

namespace Flowker.Api.Endpoints;

/// <summary>
/// A step's output as answers show it: always an object, so that typed clients can read it. Expressions see the value as it is.
/// </summary>
internal static class StepOutput
{
    /// <summary>What is no object becomes <c>{"value": …}</c>.</summary>
    public static Json Of(Json output)
    {
        var utf8 = output.Utf8.Span.TrimStart(" \t\r\n"u8);
        return !output.HasValue || utf8.StartsWith("{"u8) ? output : new Json([.. "{\"value\":"u8, .. utf8, .. "}"u8]);
    }
}
