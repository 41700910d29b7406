using Flowker.Engine.Json;

namespace Flowker.Engine.Expressions;

/// <summary>
/// What <c>contains</c> and <c>in</c> mean: an element of a list, a piece of a text, the name of a member of an object.
/// </summary>
internal static class Membership
{
    /// <summary>Null when such a container cannot hold such an item.</summary>
    public static bool? Contains(Value container, Value item) => container.Kind switch
    {
        ValueKind.List => container.Json.EnumerateArray().Any(e => Equality.AreEqual(Value.Of(e), item)),
        ValueKind.Text when HasText(item) => container.Text.Contains(item.Text, StringComparison.Ordinal),
        ValueKind.Object when HasText(item) => TolerantJson.TryGetMember(container.Json, item.Text, out _),
        _ => null,
    };

    private static bool HasText(Value item) => item.Kind is ValueKind.Text or ValueKind.Number or ValueKind.Boolean;
}
