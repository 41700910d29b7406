using System.Security.Cryptography;
using Flowker.Grains.Audit;
using Flowker.Grains.Executions;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Access;
using Flowker.Storage.Access;
using Flowker.Storage.Definitions;
using Orleans.Concurrency;

namespace Flowker.Grains.Access;

/// <summary>One API key. It remembers its row, so that authenticating costs no read; every change goes through it.</summary>
[GrainType("flowker.api-key")]
[Reentrant]
internal sealed class ApiKeyGrain(IApiKeyStore keys, ExecutionServices services) : Grain, IApiKeyGrain
{
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(30);

    private ApiKeyRow? _row;
    private long _readAt;

    private Guid Id => this.GetPrimaryKey();

    public Task<Reply<CreatedApiKey>> CreateAsync(Json body, Caller caller) => StorageCalls.RunAsync<CreatedApiKey>(async () =>
    {
        var now = services.Now();
        var (input, findings) = ApiKeyInput.Read(body.Utf8, now);
        if (input is null)
        {
            return Faults.Of(findings);
        }

        var text = new ApiKeyText(Id, RandomNumberGenerator.GetBytes(ApiKeyText.SecretLength));
        var salt = RandomNumberGenerator.GetBytes(16);
        var row = new ApiKeyRow
        {
            Id = Id,
            Tenant = Tenants.Default,
            Name = input.Name,
            Role = input.Role,
            Salt = salt,
            Hash = Hash(salt, text.Secret),
            CreatedBy = caller.Id,
            CreatedAt = now,
            ExpiresAt = input.ExpiresAt,
        };
        var entry = AuditEvents.Make(
            "API_KEY_CREATED", "CREATE", AuditEvents.ApiKey, Id, caller, now, ("api_key.name", row.Name), ("api_key.role", row.Role));
        return await keys.AddAsync(row, [entry]) switch
        {
            SaveOutcome.Saved => new CreatedApiKey(View(row), text.ToString()),
            SaveOutcome.NameTaken => Faults.ApiKeyNameTaken(row.Name),
            _ => Faults.LostRace(),
        };
    });

    public Task<Reply<ApiKeyView>> GetAsync() => StorageCalls.RunAsync<ApiKeyView>(async () =>
        await RowAsync() is { } row ? View(row) : Faults.ApiKeyNotFound(Id));

    public Task<Reply<Done>> RevokeAsync(Caller caller) => StorageCalls.RunAsync<Done>(async () =>
    {
        // Whatever the outcome of the write, what is remembered is not to be trusted after it.
        _row = null;
        if (await keys.GetAsync(Id) is not { RevokedAt: null } row)
        {
            return Faults.ApiKeyNotFound(Id);
        }

        var now = services.Now();
        var entry = AuditEvents.Make(
            "API_KEY_REVOKED", "REVOKE", AuditEvents.ApiKey, Id, caller, now, ("api_key.name", row.Name), ("api_key.role", row.Role));
        var outcome = await keys.RevokeAsync(Id, now, [entry]);
        _row = null;
        return outcome is SaveOutcome.Saved ? Done.Instance : Faults.ApiKeyNotFound(Id);
    });

    public Task<Reply<ApiKeyView>> AuthenticateAsync(byte[] secret) => StorageCalls.RunAsync<ApiKeyView>(async () =>
        await RowAsync() is { RevokedAt: null } row
        && (row.ExpiresAt is null || row.ExpiresAt > services.Time.GetUtcNow())
        && CryptographicOperations.FixedTimeEquals(Hash(row.Salt.Span, secret), row.Hash.Span)
            ? View(row)
            : Faults.ApiKeyRefused());

    private async Task<ApiKeyRow?> RowAsync()
    {
        if (_row is not null && services.Time.GetElapsedTime(_readAt) < Freshness)
        {
            return _row;
        }

        var readAt = services.Time.GetTimestamp();
        var row = await keys.GetAsync(Id);
        if (row is null)
        {
            // Ids that nobody has must cost no memory.
            DeactivateOnIdle();
        }

        (_row, _readAt) = (row, readAt);
        return row;
    }

    // The secret has 256 random bits: a slow hash would protect it no better.
    private static byte[] Hash(ReadOnlySpan<byte> salt, ReadOnlySpan<byte> secret) => SHA256.HashData([.. salt, .. secret]);

    internal static ApiKeyView View(ApiKeyRow row) => new()
    {
        Id = row.Id,
        Name = row.Name,
        Role = row.Role,
        CreatedBy = row.CreatedBy,
        CreatedAt = row.CreatedAt,
        ExpiresAt = row.ExpiresAt,
        RevokedAt = row.RevokedAt,
    };
}
