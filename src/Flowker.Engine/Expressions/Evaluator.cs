using System.Collections.Immutable;
using Flowker.Engine.Json;

namespace Flowker.Engine.Expressions;

/// <summary>Walks a condition from left to right and stops where its value, or an error, is certain.</summary>
internal static class Evaluator
{
    public static ConditionResult Evaluate(ConditionNode node, JsonScope scope) => node switch
    {
        OrNode or => EvaluateUntil(true, or.Parts, scope),
        AndNode and => EvaluateUntil(false, and.Parts, scope),
        NotNode not => Negate(Evaluate(not.Inner, scope)),
        TruthNode truth => EvaluateTruth(truth, scope),
        ComparisonNode comparison => EvaluateComparison(comparison, scope),
        ContainsNode contains => EvaluateContains(contains, scope),
        AnyOfNode anyOf => EvaluateAnyOf(anyOf, scope),
        ExistsNode exists => Success(FieldReader.TryRead(exists.Path, scope, out _, out _)),
        _ => Failure($"there is no way to evaluate {node.GetType().Name}"),
    };

    private static ConditionResult EvaluateUntil(bool decisive, ImmutableArray<ConditionNode> parts, JsonScope scope)
    {
        foreach (var part in parts)
        {
            var result = Evaluate(part, scope);
            if (result.Failed || result.Value == decisive)
            {
                return result;
            }
        }

        return Success(!decisive);
    }

    private static ConditionResult EvaluateTruth(TruthNode node, JsonScope scope) =>
        TryResolve(node.Operand, scope, out var value, out var error) ? Success(value.IsTrue) : Failure(error);

    private static ConditionResult EvaluateComparison(ComparisonNode node, JsonScope scope)
    {
        if (!TryResolve(node.Left, scope, out var left, out var error)
            || !TryResolve(node.Right, scope, out var right, out error))
        {
            return Failure(error);
        }

        return node.Operator switch
        {
            ComparisonOperator.Equal => Success(Equality.AreEqual(left, right)),
            ComparisonOperator.NotEqual => Success(!Equality.AreEqual(left, right)),
            _ => EvaluateOrder(node, left, right),
        };
    }

    private static ConditionResult EvaluateOrder(ComparisonNode node, Value left, Value right)
    {
        if (!left.TryGetNumber(out var first) || !right.TryGetNumber(out var second))
        {
            return Failure(
                $"column {node.Column}: an ordering needs numeric values, not {left.Description} and {right.Description}");
        }

        var order = ExactNumber.Compare(first, second);
        return Success(node.Operator switch
        {
            ComparisonOperator.Less => order < 0,
            ComparisonOperator.LessOrEqual => order <= 0,
            ComparisonOperator.Greater => order > 0,
            _ => order >= 0,
        });
    }

    private static ConditionResult EvaluateContains(ContainsNode node, JsonScope scope)
    {
        // The left side first, whichever of the two is the container: errors come in reading order.
        if (!TryResolve(node.Left, scope, out var left, out var error)
            || !TryResolve(node.Right, scope, out var right, out error))
        {
            return Failure(error);
        }

        var (container, item) = node.ContainerIsRight ? (right, left) : (left, right);
        return Membership.Contains(container, item) is { } contained
            ? Success(contained)
            : Failure($"column {node.Column}: {container.Description} cannot contain {item.Description}");
    }

    private static ConditionResult EvaluateAnyOf(AnyOfNode node, JsonScope scope)
    {
        if (!TryResolve(node.Item, scope, out var item, out var error))
        {
            return Failure(error);
        }

        foreach (var choice in node.Choices)
        {
            if (!TryResolve(choice, scope, out var value, out error))
            {
                return Failure(error);
            }

            if (Equality.AreEqual(item, value))
            {
                return Success(true);
            }
        }

        return Success(false);
    }

    private static bool TryResolve(Operand operand, JsonScope scope, out Value value, out string error)
    {
        error = "";
        if (operand is FieldPath path)
        {
            return FieldReader.TryRead(path, scope, out value, out error);
        }

        value = operand is Literal literal ? literal.Value : Value.Null;
        return true;
    }

    private static ConditionResult Negate(ConditionResult result) => result.Failed ? result : Success(!result.Value);

    private static ConditionResult Success(bool value) => new(value, null);

    private static ConditionResult Failure(string error) => new(false, error);
}
