namespace Flowker.Engine.Expressions;

/// <summary>What a condition came to: a truth value, or the reason why it has none.</summary>
public readonly record struct ConditionResult(bool Value, string? Error)
{
    public bool Failed => Error is not null;
}
