using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flowker.Engine.Json;

namespace Flowker.Engine.Mapping;

/// <summary>
/// The document that a transformation works on. Values put into it keep their text; what it grows to is bounded.
/// Source: <c>spec/reference-engine.md</c>, 3.5.
/// </summary>
internal sealed class MutableDocument
{
    private const int MaxBytes = 8 * 1024 * 1024;

    private long _bytes;

    public JsonObject Root { get; private set; } = [];

    public static MutableDocument Of(JsonScope scope)
    {
        var document = new MutableDocument();
        foreach (var name in scope.Names)
        {
            scope.TryGetValue(name, out var value);
            document.Root[name] = JsonNodes.Of(value);
        }

        return document;
    }

    /// <summary>Sets the value, making what is missing on the way; a scalar that stands in the way is replaced. Null, or why not.</summary>
    public string? Set(MappingPath path, JsonElement value)
    {
        try
        {
            _bytes += JsonMarshal.GetRawUtf8Value(value).Length;
            return _bytes > MaxBytes ? $"the result is larger than {MaxBytes} bytes" : Set(Root, path, 0, value);
        }
        catch (InvalidOperationException)
        {
            return $"path '{path.Text}': the value holds text that is not valid Unicode";
        }
    }

    /// <summary>Removes the member or element, if there is one.</summary>
    public void Remove(MappingPath path)
    {
        JsonNode? current = Root;
        for (var i = 0; i < path.Segments.Length && current is JsonObject container; i++)
        {
            var segment = path.Segments[i];
            var last = i == path.Segments.Length - 1;
            if (segment.Index is PathIndex.None && last)
            {
                container.Remove(segment.Name);
                return;
            }

            current = container[segment.Name];
            if (segment.Index is not PathIndex.At)
            {
                continue;
            }

            if (current is not JsonArray array || segment.Position >= array.Count)
            {
                return;
            }

            if (last)
            {
                array.RemoveAt(segment.Position);
                return;
            }

            current = array[segment.Position];
        }
    }

    /// <summary>Replaces the text at a path of names alone; anything else is left as it is.</summary>
    public void ChangeText(IReadOnlyList<string> names, Func<string, string> change)
    {
        JsonNode? current = Root;
        for (var i = 0; i < names.Count - 1; i++)
        {
            current = (current as JsonObject)?[names[i]];
        }

        if (current is JsonObject container
            && container[names[^1]] is JsonValue text
            && text.GetValueKind() is JsonValueKind.String
            && text.TryGetValue(out string? value))
        {
            container[names[^1]] = JsonValue.Create(change(value));
        }
    }

    public JsonElement ToElement()
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            Root.WriteTo(writer);
        }

        return JsonText.Parse(buffer.WrittenMemory);
    }

    private string? Set(JsonObject container, MappingPath path, int at, JsonElement value)
    {
        var segment = path.Segments[at];
        if (segment.Index is PathIndex.None)
        {
            if (at == path.Segments.Length - 1)
            {
                container[segment.Name] = JsonNodes.Of(value);
                return null;
            }

            return Set(Child(container, segment.Name), path, at + 1, value);
        }

        if (container[segment.Name] is not JsonArray array)
        {
            if (segment.Index is PathIndex.All)
            {
                return $"path '{path.Text}': there is no array '{segment.Name}'";
            }

            container[segment.Name] = array = [];
        }

        return SetElement(array, path, at, value);
    }

    private string? SetElement(JsonArray array, MappingPath path, int at, JsonElement value)
    {
        var segment = path.Segments[at];
        if (segment.Index is PathIndex.All)
        {
            // One value in many places weighs as many times.
            _bytes += (long)JsonMarshal.GetRawUtf8Value(value).Length * Math.Max(0, array.Count - 1);
            if (_bytes > MaxBytes)
            {
                return $"the result is larger than {MaxBytes} bytes";
            }

            for (var i = 0; i < array.Count; i++)
            {
                if (SetAt(array, i, path, at, value) is { } error)
                {
                    return error;
                }
            }

            return null;
        }

        var position = segment.Index switch
        {
            PathIndex.At => segment.Position,
            PathIndex.Append => array.Count,
            _ => 0,
        };
        if (position > MappingPath.MaxPosition)
        {
            return $"path '{path.Text}': the array is full";
        }

        if (segment.Index is PathIndex.Prepend)
        {
            array.Insert(0, null);
        }

        while (array.Count <= position)
        {
            array.Add(null);
        }

        return SetAt(array, position, path, at, value);
    }

    private string? SetAt(JsonArray array, int position, MappingPath path, int at, JsonElement value)
    {
        if (at == path.Segments.Length - 1)
        {
            array[position] = JsonNodes.Of(value);
            return null;
        }

        if (array[position] is not JsonObject element)
        {
            array[position] = element = [];
        }

        return Set(element, path, at + 1, value);
    }

    private static JsonObject Child(JsonObject container, string name)
    {
        if (container[name] is not JsonObject child)
        {
            container[name] = child = [];
        }

        return child;
    }
}
