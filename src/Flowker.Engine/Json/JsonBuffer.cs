using System.Buffers;
using System.Text.Json;

namespace Flowker.Engine.Json;

/// <summary>Writes JSON into a buffer that each thread keeps, since a fresh one for every value is most of what writing costs.</summary>
public static class JsonBuffer
{
    // A large value must not stay in memory for as long as its thread lives.
    private const int LargestKept = 64 * 1024;

    [ThreadStatic]
    private static Kept? _kept;

    /// <summary>What <paramref name="write"/> wrote, as an element that owns its memory.</summary>
    public static JsonElement ToElement<TState>(TState state, Action<Utf8JsonWriter, TState> write) =>
        Use(state, write, static utf8 => JsonText.Parse(utf8));

    /// <summary>What <paramref name="write"/> wrote, as UTF-8.</summary>
    public static byte[] ToBytes<TState>(TState state, Action<Utf8JsonWriter, TState> write) =>
        Use(state, write, static utf8 => utf8.ToArray());

    /// <summary>
    /// What <paramref name="result"/> makes of what <paramref name="write"/> wrote, which it must not keep.
    /// </summary>
    public static TResult Use<TState, TResult>(
        TState state, Action<Utf8JsonWriter, TState> write, Func<ReadOnlyMemory<byte>, TResult> result)
        where TState : allows ref struct
    {
        ArgumentNullException.ThrowIfNull(write);
        ArgumentNullException.ThrowIfNull(result);
        // Whatever writes within this writing takes another one.
        var used = _kept ?? new Kept();
        _kept = null;
        write(used.Writer, state);
        used.Writer.Flush();
        var made = result(used.Bytes.WrittenMemory);
        if (used.Bytes.Capacity <= LargestKept)
        {
            used.Bytes.ResetWrittenCount();
            used.Writer.Reset();
            _kept = used;
        }

        return made;
    }

    private sealed class Kept
    {
        public Kept() => Writer = new Utf8JsonWriter(Bytes, JsonText.WriterOptions);

        public ArrayBufferWriter<byte> Bytes { get; } = new(4 * 1024);

        public Utf8JsonWriter Writer { get; }
    }
}
