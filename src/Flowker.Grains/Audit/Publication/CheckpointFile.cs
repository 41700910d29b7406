using System.Text;
using Flowker.Audit.Checkpoints;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit.Publication;

/// <summary>
/// A file to which lines are only added. Every silo writes its own, whole, so that there are as many copies as silos.
/// </summary>
internal sealed class CheckpointFile(string path) : ICheckpointTarget
{
    private const int Tail = 8 * 1_024;

    private long? _published;

    public string Name => "file";

    public async Task<long?> GetPublishedAsync(CancellationToken cancellationToken) => _published ??= await ReadAsync(cancellationToken);

    public async Task PublishAsync(CheckpointRow checkpoint, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        await using var file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
        try
        {
            await file.WriteAsync(Encoding.UTF8.GetBytes(checkpoint.Body + "\n"), cancellationToken);
            file.Flush(flushToDisk: true);
            _published = checkpoint.LastSequence;
        }
        catch
        {
            // How far it came is not known.
            _published = null;
            throw;
        }
    }

    // A line that was cut off by a crash is closed, and published again.
    private async Task<long> ReadAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            return 0;
        }

        await using var file = new FileStream(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read);
        file.Seek(-Math.Min(file.Length, Tail), SeekOrigin.End);
        using var reader = new StreamReader(file, leaveOpen: true);
        var text = await reader.ReadToEndAsync(cancellationToken);
        if (text.Length > 0 && text[^1] != '\n')
        {
            file.SetLength(file.Length - Encoding.UTF8.GetByteCount(text[(text.LastIndexOf('\n') + 1)..]));
        }

        return text.LastIndexOf('\n') is var end and >= 0 && text[..end].Split('\n')[^1] is { Length: > 0 } line
            ? SignedCheckpoint.Parse(line).Content.LastSequence
            : 0;
    }
}
