using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Expressions;

/// <summary>
/// What <c>==</c> means: numbers and numeric texts by their exact value, null only with null, lists and objects part by part
/// with the same rules, the rest by their texts.
/// </summary>
internal static class Equality
{
    public static bool AreEqual(Value left, Value right)
    {
        if (left.TryGetNumber(out var first) && right.TryGetNumber(out var second))
        {
            return ExactNumber.Compare(first, second) == 0;
        }

        if (left.Kind is ValueKind.Null || right.Kind is ValueKind.Null)
        {
            return left.Kind == right.Kind;
        }

        if (left.IsContainer || right.IsContainer)
        {
            return left.Kind == right.Kind
                && (left.Kind is ValueKind.List ? AreEqualLists(left.Json, right.Json) : AreEqualObjects(left.Json, right.Json));
        }

        return left.Text == right.Text;
    }

    private static bool AreEqualLists(JsonElement left, JsonElement right) =>
        left.GetArrayLength() == right.GetArrayLength()
        && left.EnumerateArray().Zip(right.EnumerateArray()).All(p => AreEqual(Value.Of(p.First), Value.Of(p.Second)));

    private static bool AreEqualObjects(JsonElement left, JsonElement right)
    {
        var first = MembersOf(left);
        var second = MembersOf(right);
        return first.Count == second.Count
            && first.All(m => second.TryGetValue(m.Key, out var other) && AreEqual(Value.Of(m.Value), Value.Of(other)));
    }

    // A table rather than a look-up per member: an object of a hundred thousand members must not take their square.
    private static Dictionary<string, JsonElement> MembersOf(JsonElement value)
    {
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var property in value.EnumerateObject())
        {
            members[TolerantJson.NameOf(property)] = property.Value;
        }

        return members;
    }
}
