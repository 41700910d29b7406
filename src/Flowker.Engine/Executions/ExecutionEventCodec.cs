using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flowker.Engine.Json;

namespace Flowker.Engine.Executions;

/// <summary>
/// The events of one commit as UTF-8 JSON and back. Reading ignores members it does not know; an event it does not know, or
/// a damaged text, is a <see cref="JsonException"/>, since going on without it could repeat an effect.
/// </summary>
public static class ExecutionEventCodec
{
    public static byte[] Encode(IReadOnlyList<ExecutionEvent> events) =>
        JsonSerializer.SerializeToUtf8Bytes(events, EventJson.Configured.IReadOnlyListExecutionEvent);

    public static ImmutableArray<ExecutionEvent> Decode(ReadOnlySpan<byte> utf8) =>
        [.. JsonSerializer.Deserialize(utf8, EventJson.Configured.IReadOnlyListExecutionEvent) ?? throw new JsonException("No events.")];
}

[JsonSerializable(typeof(IReadOnlyList<ExecutionEvent>))]
internal sealed partial class EventJson : JsonSerializerContext
{
    public static EventJson Configured { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters =
        {
            new JsonStringEnumConverter<CallOutcome>(JsonNamingPolicy.CamelCase),
            new JsonStringEnumConverter<HoldCause>(JsonNamingPolicy.CamelCase),
            new VerbatimElementConverter(),
        },
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        // What an event holds may nest as deep as anything the engine makes, within the event itself.
        MaxDepth = (4 * JsonText.MaxDepth) + 8,
    });
}
