namespace Flowker.Grains.Interfaces.Executions;

/// <summary>Drives one execution from its start to its end. Grain key: the execution id.</summary>
[Alias("flowker.execution"), Version(1)]
public interface IExecutionGrain : IGrainWithGuidKey
{
    /// <summary>Makes the start durable and begins to drive. Called by <see cref="IIdempotencyGrain"/> only.</summary>
    [Alias("start")]
    Task<Reply<BegunExecution>> StartAsync(BeginExecution request);

    /// <summary>Reads what was committed and goes on from there. Harmless when somebody alive drives it, or it has ended.</summary>
    [Alias("resume")]
    Task ResumeAsync();

    /// <summary>
    /// The same, asked for by the silo <paramref name="owner"/>, which owns the execution by the database and does not drive it: the
    /// call may be led to another silo, which must then not wait for that one.
    /// </summary>
    [Alias("resume-undriven")]
    Task ResumeUndrivenAsync(string owner);

    /// <summary>
    /// Drives an execution again that was set aside; any other open one is left as it is. Faults: FLK-0500, FLK-0512 when it has ended,
    /// FLK-0350 when somebody else changed it at the same time, FLK-9998.
    /// </summary>
    [Repeatable]
    [Alias("take-up")]
    Task<Reply<CommandOutcome>> TakeUpAsync(string reason, Caller caller);
}

/// <summary>The execution after a command.</summary>
[GenerateSerializer, Immutable, Alias("flowker.command-outcome")]
public sealed record CommandOutcome
{
    [Id(0)] public required Guid ExecutionId { get; init; }

    [Id(1)] public required string Status { get; init; }

    /// <summary>That of its journal.</summary>
    [Id(2)] public required int Version { get; init; }
}

/// <summary>A decided start: the workflow is active and pinned.</summary>
[GenerateSerializer, Immutable, Alias("flowker.begin-execution")]
public sealed record BeginExecution
{
    [Id(0)] public required StartExecution Request { get; init; }

    [Id(1)] public required string Tenant { get; init; }

    [Id(2)] public string? IdempotencyKey { get; init; }

    [Id(3)] public required string DefinitionHash { get; init; }
}

/// <summary>How a decided start ended: this execution began, or its key already belonged to another one.</summary>
[GenerateSerializer, Immutable, Alias("flowker.begun-execution")]
public sealed record BegunExecution
{
    [Id(0)] public required Guid ExecutionId { get; init; }

    [Id(1)] public required Guid WorkflowId { get; init; }

    [Id(2)] public required string Status { get; init; }

    [Id(3)] public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Of the request that began it.</summary>
    [Id(4)] public required byte[] Fingerprint { get; init; }

    /// <summary>True when the key belonged to it before.</summary>
    [Id(5)] public required bool KeyWasTaken { get; init; }
}
