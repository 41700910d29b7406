using Orleans.Concurrency;

namespace Flowker.Grains.Interfaces.Access;

/// <summary>One API key. Grain key: its id, which is a part of the key's text. A revocation holds at once, on every silo.</summary>
[Alias("flowker.api-key"), Version(1)]
public interface IApiKeyGrain : IGrainWithGuidKey
{
    /// <summary>Makes the key; its text is answered here and never again. Faults: FLK-0001, FLK-0372, FLK-0371 name taken.</summary>
    [Alias("create")]
    Task<Reply<CreatedApiKey>> CreateAsync(Json body, Caller caller);

    /// <summary>Fault: FLK-0370.</summary>
    [Repeatable]
    [Alias("get")]
    Task<Reply<ApiKeyView>> GetAsync();

    /// <summary>Fault: FLK-0370 not found, or revoked before.</summary>
    [Alias("revoke")]
    Task<Reply<Done>> RevokeAsync(Caller caller);

    /// <summary>Name and role of the key when the secret is its own and it is neither revoked nor expired; UNAUTHORIZED otherwise.</summary>
    [AlwaysInterleave]
    [Repeatable]
    [Alias("authenticate")]
    Task<Reply<ApiKeyView>> AuthenticateAsync(byte[] secret);
}

/// <summary>Lists of API keys. Grain key: 0; any silo answers.</summary>
[Alias("flowker.api-key-query"), Version(1), Repeatable]
public interface IApiKeyQueryGrain : IGrainWithIntegerKey
{
    /// <summary>Newest first, revoked ones too. Fault: INVALID_CURSOR.</summary>
    [Alias("list")]
    Task<Reply<Page<ApiKeyView>>> ListAsync(int limit, string? cursor);
}

/// <summary>One API key without its secret.</summary>
[GenerateSerializer, Immutable, Alias("flowker.api-key-view")]
public sealed record ApiKeyView
{
    [Id(0)] public required Guid Id { get; init; }

    [Id(1)] public required string Name { get; init; }

    /// <summary>One of <see cref="Roles"/>.</summary>
    [Id(2)] public required string Role { get; init; }

    [Id(3)] public required string CreatedBy { get; init; }

    [Id(4)] public required DateTimeOffset CreatedAt { get; init; }

    [Id(5)] public DateTimeOffset? ExpiresAt { get; init; }

    [Id(6)] public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>A new key and its text.</summary>
[GenerateSerializer, Immutable, Alias("flowker.created-api-key")]
public sealed record CreatedApiKey([property: Id(0)] ApiKeyView Key, [property: Id(1)] string Text);

/// <summary>What a caller may do; each role may do what those before it may.</summary>
public static class Roles
{
    /// <summary>Reads everything but API keys.</summary>
    public const string Viewer = "viewer";

    /// <summary>Starts executions and tests, switches providers on and off.</summary>
    public const string Operator = "operator";

    /// <summary>Changes workflows and configurations.</summary>
    public const string Editor = "editor";

    /// <summary>Makes and revokes API keys.</summary>
    public const string Admin = "admin";

    /// <summary>From the weakest to the strongest.</summary>
    public static IReadOnlyList<string> All { get; } = [Viewer, Operator, Editor, Admin];

    /// <summary>Whether <paramref name="role"/> may do what <paramref name="needed"/> may. An unknown role may nothing.</summary>
    public static bool Allows(string? role, string needed) => Rank(role) >= Rank(needed) && Rank(needed) >= 0;

    private static int Rank(string? role) => role switch
    {
        Viewer => 0,
        Operator => 1,
        Editor => 2,
        Admin => 3,
        _ => -1,
    };
}
