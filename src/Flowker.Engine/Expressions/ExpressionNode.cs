using System.Collections.Immutable;
using Flowker.Engine.Paths;

namespace Flowker.Engine.Expressions;

/// <summary>A part of an expression that has a value. Columns count from 1, for messages.</summary>
internal abstract record ExpressionNode;

internal sealed record LiteralNode(Value Value) : ExpressionNode;

internal sealed record FieldNode(FieldPath Path) : ExpressionNode;

/// <summary>True at the first true part; the parts after it are not looked at.</summary>
internal sealed record OrNode(ImmutableArray<ExpressionNode> Parts) : ExpressionNode;

/// <summary>False at the first false part; the parts after it are not looked at.</summary>
internal sealed record AndNode(ImmutableArray<ExpressionNode> Parts) : ExpressionNode;

internal sealed record NotNode(ExpressionNode Inner) : ExpressionNode;

internal sealed record ComparisonNode(ExpressionNode Left, ComparisonOperator Operator, ExpressionNode Right, int Column) : ExpressionNode;

/// <summary>Both <c>container contains item</c> and, with the container on the right, <c>item in container</c>.</summary>
internal sealed record ContainsNode(ExpressionNode Left, ExpressionNode Right, bool ContainerIsRight, int Column) : ExpressionNode;

/// <summary><c>item in [a, b]</c>: equal to one of them, tried in their order.</summary>
internal sealed record AnyOfNode(ExpressionNode Item, ImmutableArray<ExpressionNode> Choices) : ExpressionNode;

/// <summary>A chain of <c>+</c> and <c>-</c>, or of <c>*</c> and <c>/</c>, from the left.</summary>
internal sealed record ArithmeticNode(ExpressionNode First, ImmutableArray<ArithmeticTerm> Rest) : ExpressionNode;

internal sealed record ArithmeticTerm(char Operator, ExpressionNode Operand, int Column);

internal sealed record ExistsNode(FieldPath Path) : ExpressionNode;

/// <summary>The first that is there and not null; what is behind it is not looked at.</summary>
internal sealed record CoalesceNode(ImmutableArray<ExpressionNode> Choices) : ExpressionNode;

internal sealed record CallNode(Function Function, ImmutableArray<ExpressionNode> Arguments, int Column) : ExpressionNode;
