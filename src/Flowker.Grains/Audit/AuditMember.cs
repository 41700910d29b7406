using System.Text.Json;

namespace Flowker.Grains.Audit;

/// <summary>A name and its value, which is a text, a whole number, an id or none.</summary>
internal readonly struct AuditMember
{
    private readonly string _name;
    private readonly string? _text;
    private readonly long? _number;
    private readonly Guid? _id;

    private AuditMember(string name, string? text, long? number, Guid? id) => (_name, _text, _number, _id) = (name, text, number, id);

    public static implicit operator AuditMember((string Name, string? Text) member) => new(member.Name, member.Text, null, null);

    public static implicit operator AuditMember((string Name, long? Number) member) => new(member.Name, null, member.Number, null);

    public static implicit operator AuditMember((string Name, Guid? Id) member) => new(member.Name, null, null, member.Id);

    public void Write(Utf8JsonWriter writer)
    {
        if (_text is { } text)
        {
            writer.WriteString(_name, text);
        }
        else if (_number is { } number)
        {
            writer.WriteNumber(_name, number);
        }
        else if (_id is { } id)
        {
            writer.WriteString(_name, id);
        }
    }
}
