using System.Buffers;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Work;

namespace Flowker.Engine.Mapping;

/// <summary>
/// A JSON value whose texts may hold <c>${expression}</c>, parsed once. A text that is one placeholder alone becomes its
/// value, of whatever kind (left out of its object when it is a path that leads nowhere); within longer text the value's text
/// is put in. <c>$${</c> writes <c>${</c>. Immutable and safe to share between threads.
/// </summary>
public sealed class Template
{
    internal const int MaxBytes = 8 * 1024 * 1024;

    private readonly TemplateNode _root;

    private Template(TemplateNode root) => _root = root;

    internal static string TooLarge { get; } = $"the result is larger than {MaxBytes} bytes";

    /// <summary>Null when a placeholder is faulty; then <paramref name="error"/> says which and why.</summary>
    public static Template? TryParse(JsonElement literal, out string? error)
    {
        error = null;
        try
        {
            return new Template(TemplateNode.Parse(literal));
        }
        catch (MappingException fault)
        {
            error = fault.Message;
            return null;
        }
    }

    /// <summary>Never throws. Numbers keep the text of their source.</summary>
    public TransformResult Render(JsonScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        try
        {
            var buffer = new ArrayBufferWriter<byte>();
            using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
            {
                if (!_root.TryWrite(writer, scope, out var error))
                {
                    if (error is not null)
                    {
                        return new TransformResult(default, error);
                    }

                    writer.WriteNullValue();
                }
            }

            return new TransformResult(JsonText.Parse(buffer.WrittenMemory), null);
        }
        catch (Exception failure) when (failure is MappingException or WorkExceededException)
        {
            return new TransformResult(default, failure.Message);
        }
        catch (Exception failure) when (failure is InvalidOperationException or JsonException or ArgumentException)
        {
            return new TransformResult(default, "the result would be no valid JSON, or nest too deeply");
        }
    }

    /// <exception cref="MappingException">With this many bytes more it would be too large.</exception>
    internal static void Bound(Utf8JsonWriter writer, int length)
    {
        if (writer.BytesCommitted + writer.BytesPending + length > MaxBytes)
        {
            throw new MappingException(TooLarge);
        }
    }
}
