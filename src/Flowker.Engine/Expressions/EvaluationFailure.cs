namespace Flowker.Engine.Expressions;

/// <summary>Why an expression has no value. <paramref name="IsMissing"/>: because a field is not there.</summary>
internal readonly record struct EvaluationFailure(string Message, bool IsMissing = false);
