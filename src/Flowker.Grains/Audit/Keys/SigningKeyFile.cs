using Flowker.Audit.Checkpoints;

namespace Flowker.Grains.Audit.Keys;

/// <summary>Keys in PEM files. Whatever is wrong with one is said with the setting that names it.</summary>
internal static class SigningKeyFile
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Makes the key when its file does not exist. Throws <see cref="InvalidOperationException"/>, naming the setting.</summary>
    public static SigningKey ReadOrMake(string path)
    {
        if (!File.Exists(path))
        {
            Make(path);
        }

        return Read(path);
    }

    /// <summary>As above, of a file that must exist.</summary>
    public static SigningKey Read(string path) => Read(path, "SigningKeyPath", SigningKey.FromPem);

    /// <summary>The public key of a file. Throws as above.</summary>
    public static VerificationKey ReadPublic(string path) => Read(path, "TrustedKeyPaths", VerificationKey.FromPem);

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
