using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Work;

namespace Flowker.Engine.Expressions;

/// <summary>
/// What <c>==</c> means: numbers and numeric texts by their exact value, null only with null, lists and objects part by part
/// with the same rules, the rest by their texts.
/// </summary>
internal static class Equality
{
    public static bool AreEqual(Value left, Value right, WorkBudget work)
    {
        work.Charge(left.Text.Length + right.Text.Length);
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
                && (left.Kind is ValueKind.List ? AreEqualLists(left.Json, right.Json, work) : AreEqualObjects(left.Json, right.Json, work));
        }

        return left.Text == right.Text;
    }

    private static bool AreEqualLists(JsonElement left, JsonElement right, WorkBudget work) =>
        left.GetArrayLength() == right.GetArrayLength()
        && left.EnumerateArray().Zip(right.EnumerateArray()).All(p => AreEqualParts(p.First, p.Second, work));

    private static bool AreEqualObjects(JsonElement left, JsonElement right, WorkBudget work)
    {
        work.Charge(WorkBudget.PartBytes * ((long)left.GetPropertyCount() + right.GetPropertyCount()));
        var first = MembersOf(left);
        var second = MembersOf(right);
        return first.Count == second.Count
            && first.All(m => second.TryGetValue(m.Key, out var other) && AreEqualParts(m.Value, other, work));
    }

    private static bool AreEqualParts(JsonElement left, JsonElement right, WorkBudget work) =>
        AreEqual(Value.Of(left, work), Value.Of(right, work), work);

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
