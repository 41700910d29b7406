using Flowker.Audit.Checkpoints;
using Flowker.Grains.Audit;

namespace Flowker.Grains.Tests.Audit;

/// <summary>Where the signing key comes from.</summary>
public sealed class AuditKeysTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flowker-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Processes_that_start_at_once_make_one_key_that_only_they_can_read()
    {
        // Many times: who is first is decided within microseconds.
        for (var round = 0; round < 300; round++)
        {
            await StartAtOnceAsync(Path.Combine(_folder, $"audit-{round}", "key.pem"));
        }
    }

    [Fact]
    public void Keys_that_signed_before_are_trusted()
    {
        using var old = SigningKey.Create();
        var path = Path.Combine(_folder, "old.pem");
        File.WriteAllText(path, old.PublicKey.ExportPem());
        using var keys = AuditKeys.Load(new AuditOptions { SigningKeyPath = Path.Combine(_folder, "key.pem"), TrustedKeyPaths = { path } });
        Assert.True(keys.Trusted.Contains(old.PublicKey.Id));
        Assert.Equal(2, keys.Public.Count);
    }

    [Fact]
    public void A_wrong_key_is_named_by_its_setting_and_not_shown()
    {
        var path = Path.Combine(_folder, "key.pem");
        File.WriteAllText(path, "secret");
        var failure = Assert.Throws<InvalidOperationException>(() => AuditKeys.Load(new AuditOptions { SigningKeyPath = path }));
        Assert.Contains("Flowker:Audit:SigningKeyPath", failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
    }

    private static async Task StartAtOnceAsync(string path)
    {
        using var together = new Barrier(8);
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                using var loaded = AuditKeys.Load(new AuditOptions { SigningKeyPath = path });
                return loaded.Signing.PublicKey.Id;
            },
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default)));
        Assert.Single(keys.Distinct());
        Assert.Equal([path], Directory.GetFiles(Path.GetDirectoryName(path)!));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }
}
