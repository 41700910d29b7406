using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Mapping;

/// <summary>
/// A part of a <see cref="MutableDocument"/>. What was not touched stays one immutable piece of JSON, shared and never
/// copied; an object or a list is opened up when something in it is changed.
/// </summary>
internal abstract class DocumentNode
{
    public abstract void WriteTo(Utf8JsonWriter writer);

    /// <summary>Bytes of its text; what a repeated value weighs, it weighs in each place.</summary>
    public abstract long Length();
}

internal sealed class DocumentLeaf(JsonElement value) : DocumentNode
{
    public static DocumentLeaf Null { get; } = new(JsonText.Parse("null"));

    public JsonElement Value => value;

    public override void WriteTo(Utf8JsonWriter writer) => JsonText.WriteRaw(writer, value);

    public override long Length() => JsonText.Length(value);
}

/// <summary>Members in their order; of repeated ones the last counts. Setting and removing cost the same however many there are.</summary>
internal sealed class DocumentObject : DocumentNode
{
    private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);
    private readonly List<(string Name, DocumentNode? Value)> _members = [];

    public static DocumentObject Of(JsonElement value)
    {
        var opened = new DocumentObject();
        foreach (var member in value.EnumerateObject())
        {
            opened.Set(member.Name, new DocumentLeaf(member.Value));
        }

        return opened;
    }

    public DocumentNode? Get(string name) => _places.TryGetValue(name, out var place) ? _members[place].Value : null;

    public void Set(string name, DocumentNode value)
    {
        if (_places.TryGetValue(name, out var place))
        {
            _members[place] = (name, value);
            return;
        }

        _places[name] = _members.Count;
        _members.Add((name, value));
    }

    public void Remove(string name)
    {
        if (_places.Remove(name, out var place))
        {
            _members[place] = (name, null);
        }
    }

    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var (name, value) in _members)
        {
            if (value is not null)
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    public override long Length() => 2 + _members.Sum(m => m.Value is null ? 0 : m.Name.Length + 4 + m.Value.Length());
}

internal sealed class DocumentList : DocumentNode
{
    public List<DocumentNode> Items { get; } = [];

    public static DocumentList Of(JsonElement value)
    {
        var opened = new DocumentList();
        opened.Items.AddRange(value.EnumerateArray().Select(i => new DocumentLeaf(i)));
        return opened;
    }

    public override void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartArray();
        foreach (var item in Items)
        {
            item.WriteTo(writer);
        }

        writer.WriteEndArray();
    }

    public override long Length() => 2 + Items.Sum(i => i.Length() + 1);
}
