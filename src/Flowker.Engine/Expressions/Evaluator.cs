using System.Collections.Immutable;
using Flowker.Engine.Json;
using Flowker.Engine.Paths;

namespace Flowker.Engine.Expressions;

/// <summary>
/// Walks an expression from left to right and stops where its value, or a failure, is certain. Messages name fields and
/// columns, never the data.
/// </summary>
internal static class Evaluator
{
    // About what an operation on numbers of the greatest length costs.
    private const int ArithmeticBytes = 256;

    /// <exception cref="Work.WorkExceededException">It takes too much work.</exception>
    public static bool TryEvaluate(ExpressionNode node, JsonScope scope, out Value value, out EvaluationFailure failure)
    {
        value = Value.Null;
        failure = default;
        switch (node)
        {
            case LiteralNode literal:
                value = literal.Value;
                return true;
            case FieldNode field:
                return TryRead(field.Path, scope, out value, out failure);
            case OrNode or:
                return TryEvaluateUntil(true, or.Parts, scope, out value, out failure);
            case AndNode and:
                return TryEvaluateUntil(false, and.Parts, scope, out value, out failure);
            case NotNode not:
                return TryNegate(not, scope, out value, out failure);
            case ComparisonNode comparison:
                return TryCompare(comparison, scope, out value, out failure);
            case ContainsNode contains:
                return TryContain(contains, scope, out value, out failure);
            case AnyOfNode anyOf:
                return TryFind(anyOf, scope, out value, out failure);
            case ArithmeticNode arithmetic:
                return TryCalculate(arithmetic, scope, out value, out failure);
            case ExistsNode exists:
                value = Value.OfBoolean(PathReader.Read(scope, exists.Path).Found);
                return true;
            case CoalesceNode coalesce:
                return TryCoalesce(coalesce, scope, out value, out failure);
            case CallNode call:
                return TryCall(call, scope, out value, out failure);
            default:
                failure = new EvaluationFailure($"there is no way to evaluate {node.GetType().Name}");
                return false;
        }
    }

    private static bool TryNegate(NotNode node, JsonScope scope, out Value value, out EvaluationFailure failure)
    {
        var evaluated = TryEvaluate(node.Inner, scope, out var inner, out failure);
        value = Value.OfBoolean(!inner.IsTrue);
        return evaluated;
    }

    private static bool TryEvaluateUntil(
        bool decisive, ImmutableArray<ExpressionNode> parts, JsonScope scope, out Value value, out EvaluationFailure failure)
    {
        value = Value.OfBoolean(!decisive);
        failure = default;
        foreach (var part in parts)
        {
            if (!TryEvaluate(part, scope, out var result, out failure))
            {
                return false;
            }

            if (result.IsTrue == decisive)
            {
                value = Value.OfBoolean(decisive);
                return true;
            }
        }

        return true;
    }

    private static bool TryCompare(ComparisonNode node, JsonScope scope, out Value value, out EvaluationFailure failure)
    {
        value = Value.Null;
        if (!TryEvaluate(node.Left, scope, out var left, out failure) || !TryEvaluate(node.Right, scope, out var right, out failure))
        {
            return false;
        }

        if (node.Operator is ComparisonOperator.Equal or ComparisonOperator.NotEqual)
        {
            value = Value.OfBoolean(Equality.AreEqual(left, right, scope.Work) == node.Operator is ComparisonOperator.Equal);
            return true;
        }

        if (!left.TryGetNumber(out var first) || !right.TryGetNumber(out var second))
        {
            failure = At(node.Column, $"an ordering needs numeric values, not {left.Description} and {right.Description}");
            return false;
        }

        var order = ExactNumber.Compare(first, second);
        value = Value.OfBoolean(node.Operator switch
        {
            ComparisonOperator.Less => order < 0,
            ComparisonOperator.LessOrEqual => order <= 0,
            ComparisonOperator.Greater => order > 0,
            _ => order >= 0,
        });
        return true;
    }

    private static bool TryContain(ContainsNode node, JsonScope scope, out Value value, out EvaluationFailure failure)
    {
        value = Value.Null;
        // The left side first, whichever of the two is the container: failures come in reading order.
        if (!TryEvaluate(node.Left, scope, out var left, out failure) || !TryEvaluate(node.Right, scope, out var right, out failure))
        {
            return false;
        }

        var (container, item) = node.ContainerIsRight ? (right, left) : (left, right);
        if (Membership.Contains(container, item, scope.Work) is { } contained)
        {
            value = Value.OfBoolean(contained);
            return true;
        }

        failure = At(node.Column, $"{container.Description} cannot contain {item.Description}");
        return false;
    }

    private static bool TryFind(AnyOfNode node, JsonScope scope, out Value value, out EvaluationFailure failure)
    {
        value = Value.OfBoolean(false);
        if (!TryEvaluate(node.Item, scope, out var item, out failure))
        {
            return false;
        }

        foreach (var choice in node.Choices)
        {
            if (!TryEvaluate(choice, scope, out var candidate, out failure))
            {
                return false;
            }

            if (Equality.AreEqual(item, candidate, scope.Work))
            {
                value = Value.OfBoolean(true);
                return true;
            }
        }

        return true;
    }

    private static bool TryCalculate(ArithmeticNode node, JsonScope scope, out Value value, out EvaluationFailure failure)
    {
        value = Value.Null;
        if (!TryGetOperand(node.First, node.Rest[0].Column, scope, out var result, out failure))
        {
            return false;
        }

        foreach (var term in node.Rest)
        {
            if (!TryGetOperand(term.Operand, term.Column, scope, out var operand, out failure))
            {
                return false;
            }

            scope.Work.Charge(ArithmeticBytes);
            if (BigDecimal.Calculate(result, term.Operator, operand, out var fault) is not { } next)
            {
                failure = At(term.Column, fault!);
                return false;
            }

            result = next;
        }

        value = Value.OfNumber(result.ToString());
        return true;
    }

    private static bool TryGetOperand(
        ExpressionNode node, int column, JsonScope scope, out BigDecimal operand, out EvaluationFailure failure)
    {
        operand = default;
        if (!TryEvaluate(node, scope, out var value, out failure))
        {
            return false;
        }

        if (!value.TryGetNumber(out var number))
        {
            failure = At(column, $"arithmetic needs numeric values, not {value.Description}");
            return false;
        }

        if (BigDecimal.Of(number) is not { } exact)
        {
            failure = At(column, BigDecimal.TooLong);
            return false;
        }

        operand = exact;
        return true;
    }

    private static bool TryCoalesce(CoalesceNode node, JsonScope scope, out Value value, out EvaluationFailure failure)
    {
        value = Value.Null;
        failure = default;
        foreach (var choice in node.Choices)
        {
            if (TryEvaluate(choice, scope, out value, out failure) && value.Kind is not ValueKind.Null)
            {
                return true;
            }

            if (failure is { Message: not null, IsMissing: false })
            {
                return false;
            }
        }

        value = Value.Null;
        return true;
    }

    private static bool TryCall(CallNode node, JsonScope scope, out Value value, out EvaluationFailure failure)
    {
        value = Value.Null;
        failure = default;
        var arguments = new Value[node.Arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            if (!TryEvaluate(node.Arguments[i], scope, out arguments[i], out failure))
            {
                return false;
            }
        }

        if (node.Function.Call(arguments, scope.Work, out value) is not { } fault)
        {
            return true;
        }

        failure = At(node.Column, $"{node.Function.Name}: {fault}");
        return false;
    }

    private static bool TryRead(FieldPath path, JsonScope scope, out Value value, out EvaluationFailure failure)
    {
        var read = PathReader.Read(scope, path);
        failure = default;
        value = Value.Null;
        switch (read.Outcome)
        {
            case PathOutcome.Found or PathOutcome.MissingList:
                value = Value.Of(read.Value, scope.Work);
                return true;
            case PathOutcome.NotAList:
                failure = At(path.Column, $"field {path.Text}: {path.Before(read.FailedStep)} is {Value.Of(read.Value).Description}, not a list");
                return false;
            default:
                failure = new EvaluationFailure($"column {path.Column}: field {path.Text} not found: {WhyMissing(path, read)}", IsMissing: true);
                return false;
        }
    }

    private static string WhyMissing(FieldPath path, PathValue read)
    {
        if (read.FailedStep > 0)
        {
            return $"{path.Before(read.FailedStep)} is {Value.Of(read.Value).Description} without {path.Steps[read.FailedStep]}";
        }

        var hint = path.Steps.Length == 1 ? "; a text stands in quotes" : "";
        return $"there is no value named \"{path.Root}\"{hint}";
    }

    private static EvaluationFailure At(int column, string message) => new($"column {column}: {message}");
}
