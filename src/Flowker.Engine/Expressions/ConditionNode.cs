using System.Collections.Immutable;

namespace Flowker.Engine.Expressions;

/// <summary>A part of a condition that is true or false. Columns count from 1, for messages.</summary>
internal abstract record ConditionNode;

/// <summary>True at the first true part; the parts after it are not looked at.</summary>
internal sealed record OrNode(ImmutableArray<ConditionNode> Parts) : ConditionNode;

/// <summary>False at the first false part; the parts after it are not looked at.</summary>
internal sealed record AndNode(ImmutableArray<ConditionNode> Parts) : ConditionNode;

internal sealed record NotNode(ConditionNode Inner) : ConditionNode;

/// <summary>An operand alone, taken for its truth.</summary>
internal sealed record TruthNode(Operand Operand) : ConditionNode;

internal sealed record ComparisonNode(Operand Left, ComparisonOperator Operator, Operand Right, int Column) : ConditionNode;

/// <summary>Both <c>container contains item</c> and, with the container on the right, <c>item in container</c>.</summary>
internal sealed record ContainsNode(Operand Left, Operand Right, bool ContainerIsRight, int Column) : ConditionNode;

/// <summary><c>item in [a, b]</c>: equal to one of them, tried in their order.</summary>
internal sealed record AnyOfNode(Operand Item, ImmutableArray<Operand> Choices) : ConditionNode;

internal sealed record ExistsNode(FieldPath Path) : ConditionNode;
