using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Executions;

/// <summary>What a node's call sends. Without an input mapping the payload is the whole context that the node can see.</summary>
public sealed record PreparedCall(JsonElement? Mapped, JsonScope Context)
{
    public JsonElement Payload => Mapped ?? Context.ToElement();
}
