using Flowker.Audit.Checkpoints;
using Flowker.Grains.Audit;
using Flowker.Grains.Audit.Keys;

namespace Flowker.Grains.Tests.Audit;

/// <summary>Where the signing key comes from when it is a file.</summary>
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
    public async Task Keys_that_signed_before_are_trusted()
    {
        await using var trail = await TrailInTest.CreateAsync(postgres: false);
        using var old = SigningKey.Create();
        var path = Path.Combine(_folder, "old.pem");
        File.WriteAllText(path, old.PublicKey.ExportPem());
        using var silo = new SiloInTest(
            trail, new AuditOptions { SigningKeyPath = Path.Combine(_folder, "key.pem"), TrustedKeyPaths = { path } }, new SwitchInTest());
        var roots = await silo.Keys.GetRootsAsync(CancellationToken.None);
        Assert.Equal(2, roots.Count);
        Assert.Contains(roots, k => k.Id == old.PublicKey.Id);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_wrong_key_is_named_by_its_setting_and_not_shown(bool shared)
    {
        await using var trail = await TrailInTest.CreateAsync(postgres: false);
        var path = Path.Combine(_folder, "key.pem");
        File.WriteAllText(path, "secret");
        foreach (var (options, setting) in new[]
        {
            (new AuditOptions { SigningKeyPath = path }, "Flowker:Audit:SigningKeyPath"),
            (new AuditOptions { TrustedKeyPaths = { path } }, "Flowker:Audit:TrustedKeyPaths"),
        })
        {
            using var silo = new SiloInTest(trail, options, new SwitchInTest { AreShared = shared });
            var failure = await Assert.ThrowsAsync<InvalidOperationException>(silo.BeginAsync);
            Assert.Contains(setting, failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("secret", failure.ToString(), StringComparison.Ordinal);
        }
    }

    private static async Task StartAtOnceAsync(string path)
    {
        using var together = new Barrier(8);
        var keys = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                together.SignalAndWait();
                using var loaded = SigningKeyFile.ReadOrMake(path);
                return loaded.PublicKey.Id;
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
