using Flowker.Grains.Audit;
using Flowker.Grains.Audit.Chain;
using Flowker.Grains.Audit.Keys;
using Flowker.Grains.Features;
using Flowker.Grains.Secrets;
using Flowker.Storage.Access;
using Flowker.Storage.Audit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Flowker.Grains.Tests.Audit;

/// <summary>What one silo has of the trail: its settings, its folder and its clock, over the database of all.</summary>
internal sealed class SiloInTest : IDisposable
{
    private readonly TrailInTest _trail;
    private readonly AuditOptions _options;

    public SiloInTest(TrailInTest trail, AuditOptions options, IFeatures features)
    {
        (_trail, _options) = (trail, options);
        var ring = new SecretKeyRing(
            new SecretKeyOptions(), trail.Services.GetRequiredService<IProtectionKeyStore>(), TimeProvider.System, NullLogger<SecretKeyRing>.Instance);
        Keys = new AuditKeys(options, Store, new SecretBox(ring, NullLogger<SecretBox>.Instance), features, NullLogger<AuditKeys>.Instance);
        Registered = new RegisteredKeys(trail.Chain, trail.Services.GetRequiredService<IAuditQueries>(), trail.Log, TimeProvider.System);
        Directory = new KeyDirectory(trail.Chain, trail.Checkpoints, Keys, Registered);
        Custody = new KeyCustody(Keys, Directory, Registered, trail.Checkpoints, Store, Time, NullLogger<KeyCustody>.Instance);
    }

    public AuditKeys Keys { get; }

    public RegisteredKeys Registered { get; }

    public KeyDirectory Directory { get; }

    public KeyCustody Custody { get; }

    public FakeTimeProvider Time { get; } = new();

    public IAuditKeyStore Store => _trail.Services.GetRequiredService<IAuditKeyStore>();

    /// <summary>As a process begins. Throws when it must not.</summary>
    public Task BeginAsync() => new ForeignKeyCheck(_options, Keys, _trail.Checkpoints, Store, Registered).RunAsync(CancellationToken.None);

    /// <summary>
    /// One turn of leading, as a silo takes it: what waits is chained, and signed as far as it is due. Between two looks for a key that is
    /// missing, so much time goes by.
    /// </summary>
    public async Task<ChainHead> ChainAsync(string owner, bool sign = true, TimeSpan? untilKey = null)
    {
        var head = await _trail.Chain.TryLeadAsync(owner, TimeSpan.FromMinutes(1)) ?? throw new InvalidOperationException("Another one leads.");
        using var metrics = new AuditMetrics(TimeProvider.System);
        var writer = new ChainWriter(_trail.Chain, owner, head);
        var signer = new CheckpointWriter(
            _trail.Chain, _trail.Checkpoints, Keys, Custody, Registered, _options, metrics, TimeProvider.System, NullLogger.Instance);
        await signer.TakeUpAsync(head, CancellationToken.None);
        if (untilKey is { } wait && signer.NeedsKey)
        {
            Time.Advance(wait);
            Assert.True(await signer.SeekKeyAsync(CancellationToken.None));
        }

        for (var rounds = 0; rounds < 4;)
        {
            var added = await writer.AdvanceAsync(CancellationToken.None) ?? throw new InvalidOperationException("Another one extended the chain.");
            rounds = added.Count == 0 ? rounds + 1 : 0;
            if (sign)
            {
                Assert.True(await signer.TakeInAsync(writer.Head, added, ending: false, CancellationToken.None));
            }
        }

        await _trail.Chain.TryLeadAsync(owner, TimeSpan.Zero);
        return writer.Head;
    }

    public async Task<AuditFinding> VerifyAsync(long target, bool fromCheckpoint = false)
    {
        using var metrics = new AuditMetrics(TimeProvider.System);
        return await new AuditVerifier(_trail.Chain, _trail.Checkpoints, Keys, Registered, _options, metrics)
            .VerifyAsync(target, fromCheckpoint, CancellationToken.None);
    }

    public void Dispose()
    {
        Directory.Dispose();
        Keys.Dispose();
    }
}
