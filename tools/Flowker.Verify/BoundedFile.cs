namespace Flowker.Verify;

/// <summary>Whole files from outside, which may not be larger than what they can sensibly be.</summary>
internal static class BoundedFile
{
    /// <summary>More than any execution's evidence has.</summary>
    public const int MaxEvidence = 512 * 1_024 * 1_024;

    /// <summary>Hundreds of keys.</summary>
    public const int MaxKeys = 1_024 * 1_024;

    /// <summary>Throws <see cref="FormatException"/> when the file is larger.</summary>
    public static byte[] Read(string path, int most)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var content = new MemoryStream();
        var buffer = new byte[64 * 1_024];
        int read;
        while ((read = file.Read(buffer, 0, buffer.Length)) > 0)
        {
            if (content.Length + read > most)
            {
                throw new FormatException($"The file is larger than {most} bytes.");
            }

            content.Write(buffer, 0, read);
        }

        return content.ToArray();
    }
}
