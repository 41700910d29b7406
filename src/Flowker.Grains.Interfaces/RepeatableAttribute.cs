namespace Flowker.Grains.Interfaces;

/// <summary>
/// Promises that calling again does no more than calling once: a read, or a change that knows itself again by its key. Of an interface,
/// for all its methods. <see cref="RepeatedCalls"/> relies on it.
/// </summary>
[AttributeUsage(AttributeTargets.Method | AttributeTargets.Interface)]
public sealed class RepeatableAttribute : Attribute;
