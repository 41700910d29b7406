using Flowker.Audit.Checkpoints;

namespace Flowker.Grains.Audit;

/// <summary>The key that signs the checkpoints of this silo, and those that it trusts.</summary>
public sealed class AuditKeys : IDisposable
{
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
        Make(path);
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

    // Processes that start at once may all find no key: the first file to stand there whole is the one that all read.
    private static void Make(string path)
    {
        if (File.Exists(path))
        {
            return;
        }

        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
            using var key = SigningKey.Create();
            var draft = $"{path}.{Guid.NewGuid():N}";
            using (var file = new StreamWriter(new FileStream(draft, Private())))
            {
                file.Write(key.ExportPem());
            }

            try
            {
                File.Move(draft, path, overwrite: false);
            }
            catch (IOException) when (File.Exists(path))
            {
                File.Delete(draft);
            }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"{AuditOptions.Section}:SigningKeyPath: The key cannot be made there.", failure);
        }
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
