using System.Text.Json;

namespace Flowker.Engine.Executions;

/// <summary>An event of a kind that this part of the program does not know: whoever meets it leaves the execution to one that does.</summary>
public sealed class UnknownEventException(ExecutionEvent happened)
    : JsonException($"Nothing is known here of events such as {happened?.GetType().Name}.");
