namespace Flowker.Engine.Validation;

/// <summary>
/// Where an expression stands, and the first names that it reads. <paramref name="Node"/> is the index of the node that
/// evaluates it; the expression of an edge also sees what that node itself made.
/// </summary>
internal sealed record ExpressionSite(string Field, int Node, bool SeesNode, IReadOnlyCollection<string> Roots);
