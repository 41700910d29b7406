using System.Text.Json;
using Flowker.Engine.Mapping;

namespace Flowker.Engine.Workflows;

/// <summary>
/// What an action node does. <see cref="Data"/>: the node's data, which is its step's output where nothing else is said.
/// Source: <c>spec/reference-engine.md</c>, 6.
/// </summary>
public abstract record ActionStep(JsonElement Data);

/// <summary>An action that only leaves its trace: any <c>actionType</c> that is none of the others.</summary>
public sealed record TraceStep(JsonElement Data) : ActionStep(Data);

/// <summary><c>set_output</c>: sets the final output, an object.</summary>
public sealed record SetOutputStep(JsonElement Data, Template Output) : ActionStep(Data);

/// <summary><c>transform</c>: puts a value into the context under the node's id. Made by exactly one of the two.</summary>
public sealed record TransformStep(JsonElement Data, Template? Value, Transformation? Mapping) : ActionStep(Data);

/// <summary><c>log</c>: leaves a message in the execution's steps.</summary>
public sealed record LogStep(JsonElement Data, string Level, Template Message) : ActionStep(Data);

/// <summary><c>fail</c>: ends the execution with a code and a message of the author's.</summary>
public sealed record FailStep(JsonElement Data, string Code, Template Message) : ActionStep(Data);
