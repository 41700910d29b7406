using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Flowker.Grains.Interfaces;

/// <summary>A refusal that the caller can act upon. Codes are those of <c>spec/reference-api.md</c>, 3.3, and <c>spec/decisions.md</c>.</summary>
[GenerateSerializer, Immutable, Alias("flowker.fault")]
public sealed record Fault
{
    [Id(0)] public required string Code { get; init; }

    [Id(1)] public required string Message { get; init; }

    /// <summary>The members at fault, for validation errors; empty otherwise.</summary>
    [Id(2)] public ImmutableArray<FieldFault> Fields { get; init; } = [];

    /// <summary>For refusals that pass by themselves: when to try again.</summary>
    [Id(3)] public TimeSpan? RetryAfter { get; init; }
}

/// <summary>One member at fault.</summary>
[GenerateSerializer, Immutable, Alias("flowker.field-fault")]
public sealed record FieldFault([property: Id(0)] string Field, [property: Id(1)] string Message, [property: Id(2)] string Code, [property: Id(3)] string? NodeId = null)
{
    /// <summary>It is only pointed out, and refuses nothing.</summary>
    [Id(4)] public bool IsWarning { get; init; }
}

/// <summary>What a grain answers: a value, or the reason why there is none. Expected refusals are never exceptions.</summary>
[GenerateSerializer, Immutable, Alias("flowker.reply`1")]
public sealed record Reply<T>
{
    [Id(0)] public T? Value { get; init; }

    [Id(1)] public Fault? Fault { get; init; }

    [MemberNotNullWhen(false, nameof(Fault))]
    [MemberNotNullWhen(true, nameof(Value))]
    public bool Ok => Fault is null;

    public static implicit operator Reply<T>(T value) => new() { Value = value };

    public static implicit operator Reply<T>(Fault fault) => new() { Fault = fault };
}

/// <summary>"Done", where there is nothing else to answer.</summary>
[GenerateSerializer, Immutable, Alias("flowker.done")]
public sealed record Done
{
    public static Done Instance { get; } = new();
}

/// <summary>Who asks: goes into the audit trail. <see cref="Type"/> is <c>user</c>, <c>system</c> or <c>api_key</c>.</summary>
[GenerateSerializer, Immutable, Alias("flowker.caller")]
public sealed record Caller
{
    [Id(0)] public required string Type { get; init; }

    [Id(1)] public required string Id { get; init; }

    [Id(2)] public required string IpAddress { get; init; }

    [Id(3)] public string? RequestId { get; init; }

    /// <summary>The id of the API key with which the caller came; null for the key of the settings, and for who came otherwise.</summary>
    [Id(4)] public Guid? ApiKeyId { get; init; }
}

/// <summary>The one tenant of today. Every key and row names it, so that more can come.</summary>
public static class Tenants
{
    public const string Default = "default";
}

/// <summary>One page of a list. <see cref="NextCursor"/> is empty when there is no more.</summary>
[GenerateSerializer, Immutable, Alias("flowker.page`1")]
public sealed record Page<T>
{
    [Id(0)] public required ImmutableArray<T> Items { get; init; }

    [Id(1)] public required string NextCursor { get; init; }

    [Id(2)] public required bool HasMore { get; init; }
}
