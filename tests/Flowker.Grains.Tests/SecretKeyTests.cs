using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Flowker.Grains.Secrets;
using Flowker.Storage;
using Flowker.Storage.Access;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace Flowker.Grains.Tests;

/// <summary>The keys that secrets are sealed with, over a real database: who can open what, and who cannot.</summary>
public sealed class SecretKeyTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("flowker-keys-").FullName;
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UtcNow);
    private ServiceProvider? _services;

    private IProtectionKeyStore Store => _services!.GetRequiredService<IProtectionKeyStore>();

    public async Task InitializeAsync()
    {
        _services = new ServiceCollection()
            .AddSingleton(typeof(ILogger<>), typeof(NullLogger<>))
            .AddFlowkerStorage(new StorageOptions { DataDirectory = _folder })
            .BuildServiceProvider();
        await _services.GetRequiredService<FlowkerDatabase>().InitializeAsync();
    }

    public async Task DisposeAsync()
    {
        await _services!.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public void Keys_in_a_folder_are_for_their_user_alone()
    {
        var folder = Path.Combine(_folder, "ring");
        Ring(new SecretKeyOptions { Directory = folder }).Load();
        const UnixFileMode mine = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        Assert.Equal(mine | UnixFileMode.UserExecute, File.GetUnixFileMode(folder));
        var key = Assert.Single(Directory.GetFiles(folder));
        Assert.Equal(mine, File.GetUnixFileMode(key));

        // Of a version before, which left them open.
        File.SetUnixFileMode(key, mine | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        Ring(new SecretKeyOptions { Directory = folder }).Load();
        Assert.Equal(mine, File.GetUnixFileMode(key));
    }

    [Fact]
    public void What_is_sealed_opens_after_a_restart_and_for_its_owner_alone()
    {
        var sealedBox = Box(Ring(new SecretKeyOptions())).Seal("a", "secret"u8.ToArray());
        var restarted = Box(Ring(new SecretKeyOptions()));
        Assert.True(restarted.TryOpen("a", sealedBox, out var clear));
        Assert.Equal("secret", Encoding.UTF8.GetString(clear));
        Assert.False(restarted.TryOpen("b", sealedBox, out _));
        sealedBox[^1] ^= 1;
        Assert.False(restarted.TryOpen("a", sealedBox, out _));
        Assert.False(restarted.TryOpen("a", Array.Empty<byte>(), out _));
    }

    [Fact]
    public void Silos_that_start_on_an_empty_database_at_once_open_what_the_others_sealed()
    {
        var silos = Enumerable.Range(0, 4).Select(_ => Ring(new SecretKeyOptions())).ToArray();
        Parallel.ForEach(silos, silo => silo.Load());
        var boxes = silos.Select(silo => Box(silo).Seal("a", "x"u8.ToArray())).ToArray();
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.All(silos, silo => Assert.All(boxes, box => Assert.True(Box(silo).TryOpen("a", box, out _))));
    }

    [Fact]
    public async Task A_folder_keeps_the_ring_in_place_of_the_database()
    {
        var folder = Path.Combine(_folder, "ring");
        var box = Box(Ring(new SecretKeyOptions { Directory = folder })).Seal("a", "x"u8.ToArray());
        Assert.Empty(await Store.ListAsync());
        Assert.NotEmpty(Directory.GetFiles(folder));
        Assert.True(Box(Ring(new SecretKeyOptions { Directory = folder })).TryOpen("a", box, out _));
        Assert.False(Box(Ring(new SecretKeyOptions())).TryOpen("a", box, out _));
    }

    [Fact]
    public async Task A_certificate_encrypts_the_ring_and_its_successor_opens_it_as_long_as_it_is_kept()
    {
        var (old, next) = (Certificate("old"), Certificate("new"));
        var box = Box(Ring(Options(old))).Seal("a", "x"u8.ToArray());
        var stored = string.Concat(await Store.ListAsync());
        Assert.Contains("EncryptedXmlDecryptor", stored, StringComparison.Ordinal);
        Assert.DoesNotContain("<masterKey", stored, StringComparison.Ordinal);
        Assert.True(Box(Ring(Options(next, old))).TryOpen("a", box, out _));

        foreach (var wrong in new[] { Options(next), new SecretKeyOptions(), Options(Path.Combine(_folder, "missing.p12")) })
        {
            var refusal = Assert.Throws<InvalidOperationException>(() => Ring(wrong).Load());
            Assert.Contains("Flowker:SecretKeys", refusal.Message, StringComparison.Ordinal);
        }
    }

    private SecretKeyRing Ring(SecretKeyOptions options) => new(options, Store, _time, NullLogger<SecretKeyRing>.Instance);

    private static SecretBox Box(SecretKeyRing ring) => new(ring, NullLogger<SecretBox>.Instance);

    private static SecretKeyOptions Options(string certificate, params string[] retired)
    {
        var options = new SecretKeyOptions { Certificate = certificate, CertificatePassword = "p" };
        foreach (var one in retired)
        {
            options.RetiredCertificates.Add(one);
        }

        return options;
    }

    private string Certificate(string name)
    {
        using var key = RSA.Create(2_048);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var path = Path.Combine(_folder, $"{name}.p12");
        File.WriteAllBytes(path, certificate.Export(X509ContentType.Pkcs12, "p"));
        return path;
    }
}
