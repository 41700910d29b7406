using Flowker.Audit.Checkpoints;

namespace Flowker.Grains.Audit;

/// <summary>The key that signs the checkpoints of this silo, and those that it trusts.</summary>
public sealed class AuditKeys : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private AuditKeys(SigningKey signing, IEnumerable<VerificationKey> others)
    {
        Signing = signing;
        Public = [signing.PublicKey, .. others.Where(k => k.Id != signing.PublicKey.Id).DistinctBy(k => k.Id)];
        Trusted = new TrustedKeys(Public);
    }

    public SigningKey Signing { get; }

    /// <summary>The own one first.</summary>
    public IReadOnlyList<VerificationKey> Public { get; }

    public TrustedKeys Trusted { get; }

    /// <summary>
    /// Reads the keys of the settings; makes the signing key when its file does not exist. Throws
    /// <see cref="InvalidOperationException"/>, naming the setting, when one cannot be read.
    /// </summary>
    public static AuditKeys Load(AuditOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return new AuditKeys(
            options.SigningKeyPath is { Length: > 0 } path ? ReadOrMake(path) : SigningKey.Create(),
            [.. options.TrustedKeyPaths.Select(p => Read(p, "TrustedKeyPaths", VerificationKey.FromPem))]);
    }

    public void Dispose() => Signing.Dispose();

    private static SigningKey ReadOrMake(string path)
    {
        if (!File.Exists(path))
        {
            Make(path);
        }

        return Read(path, "SigningKeyPath", SigningKey.FromPem);
    }

    private static T Read<T>(string path, string setting, Func<string, T> read)
    {
        try
        {
            return read(File.ReadAllText(path));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or FormatException)
        {
            throw new InvalidOperationException(
                $"{AuditOptions.Section}:{setting}: {(failure is FormatException ? failure.Message : "The file cannot be read.")}", failure);
        }
    }

    // Processes that start at once may all find no key. A move that must not replace anything looks first and moves then, so they take turns.
    private static void Make(string path)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var turn = TakeTurn(path);
            if (File.Exists(path))
            {
                return;
            }

            using var key = SigningKey.Create();
            var draft = $"{path}.{Guid.NewGuid():N}";
            using (var file = new StreamWriter(new FileStream(draft, Private())))
            {
                file.Write(key.ExportPem());
            }

            // Whoever looks for the key finds it whole.
            File.Move(draft, path, overwrite: false);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{AuditOptions.Section}:SigningKeyPath: The key cannot be made there.", failure);
        }
    }

    // Null when the key is there. The lock ends with the process, so that nobody waits for one that died; whoever comes after its file was
    // deleted finds the key.
    private static FileStream? TakeTurn(string path)
    {
        var begun = Environment.TickCount64;
        while (!File.Exists(path))
        {
            try
            {
                return new FileStream($"{path}.lock", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
            }
            catch (IOException) when (Environment.TickCount64 - begun < Patience.TotalMilliseconds)
            {
                Thread.Sleep(10);
            }
        }

        return null;
    }

    private static FileStreamOptions Private()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        return options;
    }
}
