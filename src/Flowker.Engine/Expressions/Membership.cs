using Flowker.Engine.Json;
using Flowker.Engine.Work;

namespace Flowker.Engine.Expressions;

/// <summary>
/// What <c>contains</c> and <c>in</c> mean: an element of a list, a piece of a text, the name of a member of an object.
/// </summary>
internal static class Membership
{
    /// <summary>Null when such a container cannot hold such an item.</summary>
    public static bool? Contains(Value container, Value item, WorkBudget work)
    {
        switch (container.Kind)
        {
            case ValueKind.List:
                return container.Json.EnumerateArray().Any(e => Equality.AreEqual(Value.Of(e, work), item, work));
            case ValueKind.Text when HasText(item):
                work.Charge(container.Text.Length + item.Text.Length);
                return TextSearch.Contains(container.Text, item.Text);
            case ValueKind.Object when HasText(item):
                work.Charge(container.Json.GetPropertyCount());
                return TolerantJson.TryGetMember(container.Json, item.Text, out _);
            default:
                return null;
        }
    }

    private static bool HasText(Value item) => item.Kind is ValueKind.Text or ValueKind.Number or ValueKind.Boolean;
}
