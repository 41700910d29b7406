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
