namespace Flowker.Storage;

/// <summary>Files and folders that only the user of this process may read. On systems without Unix modes nothing is done.</summary>
public static class PrivateFiles
{
    private const UnixFileMode ModeOfFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode ModeOfFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;
    private const UnixFileMode Group = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute;

    /// <summary>
    /// Makes the folder, and closes it to others when it is there. False when it stays open to them, since it belongs to another user or to
    /// everybody.
    /// </summary>
    public static bool MakeFolder(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(path);
            return true;
        }

        Directory.CreateDirectory(path, ModeOfFolder);
        var mode = File.GetUnixFileMode(path);
        // A folder with the sticky bit, such as /tmp, is made for everybody, and the root of a file system for more than this program.
        return (mode & (Group | Others)) == 0
            || (!mode.HasFlag(UnixFileMode.StickyBit) && Directory.GetParent(path) is not null && TrySet(path, ModeOfFolder));
    }

    /// <summary>
    /// The same for a folder that several users may share on purpose: where its group may write, the group keeps what it may.
    /// </summary>
    public static bool MakeSharedFolder(string path)
    {
        if (OperatingSystem.IsWindows() || !Directory.Exists(path) || !File.GetUnixFileMode(path).HasFlag(UnixFileMode.GroupWrite))
        {
            return MakeFolder(path);
        }

        var mode = File.GetUnixFileMode(path);
        return (mode & Others) == 0 || TrySet(path, mode & ~Others);
    }

    /// <summary>Opens a file to read and write, and makes it when there is none.</summary>
    public static FileStream Open(string path, FileShare share)
    {
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = share };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = ModeOfFile;
        }

        return new FileStream(path, options);
    }

    /// <summary>Makes an empty file when there is none, so that whoever opens it next finds it private; what stands in the way is for them to say.</summary>
    public static void Make(string path)
    {
        try
        {
            Open(path, FileShare.ReadWrite).Dispose();
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            // Said by whoever opens it next.
        }
    }

    /// <summary>
    /// Closes a file to others, when it is there; where its folder's group may write, the group keeps what it may. False when it stays open.
    /// </summary>
    public static bool Close(string path)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        try
        {
            var mode = File.GetUnixFileMode(path);
            var shared = Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder && File.GetUnixFileMode(folder).HasFlag(UnixFileMode.GroupWrite);
            var wanted = mode & (shared ? ModeOfFile | Group : ModeOfFile);
            return mode == wanted || TrySet(path, wanted);
        }
        catch (FileNotFoundException)
        {
            return true;
        }
    }

    private static bool TrySet(string path, UnixFileMode mode)
    {
        try
        {
            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(path, mode);
            }

            return true;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
