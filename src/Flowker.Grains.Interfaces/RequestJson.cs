using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Flowker.Grains.Interfaces;

/// <summary>
/// Says why the text of a request cannot be taken as JSON: it is none, nests too deeply, holds text that is not valid
/// Unicode, or has a member twice. Of two members of one name one reader takes the first and another the last, so that what
/// is checked need not be what is done.
/// </summary>
public static class RequestJson
{
    /// <summary>Objects and arrays nest no deeper than this.</summary>
    public const int MaxDepth = 64;

    private const string Code = "FLK-0001";
    private const int LongestShown = 200;

    // A large set that is emptied again and again would cost its size each time.
    private const int LargestKept = 64;

    /// <summary>FLK-0001 naming what is wrong and where; null when nothing is.</summary>
    public static Fault? FaultOf(ReadOnlySpan<byte> utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            return Refuse("The body is not valid UTF-8.");
        }

        try
        {
            return new Walk().FaultOf(utf8);
        }
        catch (JsonException)
        {
            return Refuse("The body is not valid JSON.");
        }
        catch (InvalidOperationException)
        {
            // Half a surrogate pair somewhere: valid JSON, but no text that could be stored or sent on.
            return Refuse("The body holds text that is not valid Unicode.");
        }
    }

    private static Fault Refuse(string message) => new() { Code = Code, Message = message };

    private sealed class Walk
    {
        private readonly HashSet<string>?[] _names = new HashSet<string>?[MaxDepth];
        private readonly string?[] _member = new string?[MaxDepth];
        private readonly int[] _item = new int[MaxDepth];

        public Fault? FaultOf(ReadOnlySpan<byte> utf8)
        {
            // With the reader's own limit what is too deep would look malformed.
            var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = int.MaxValue });
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject or JsonTokenType.StartArray when reader.CurrentDepth >= MaxDepth:
                        return Refuse($"The body nests deeper than {MaxDepth} levels.");
                    case JsonTokenType.StartObject:
                        Count(reader.CurrentDepth);
                        Open(reader.CurrentDepth);
                        break;
                    case JsonTokenType.StartArray:
                        Count(reader.CurrentDepth);
                        (_member[reader.CurrentDepth], _item[reader.CurrentDepth]) = (null, -1);
                        break;
                    case JsonTokenType.PropertyName:
                        if (Repeated(reader.GetString()!, reader.CurrentDepth - 1) is { } fault)
                        {
                            return fault;
                        }

                        break;
                    case JsonTokenType.EndObject or JsonTokenType.EndArray:
                        break;
                    case JsonTokenType.String when reader.ValueIsEscaped:
                        Count(reader.CurrentDepth);
                        // Only an escape can spell half a surrogate pair.
                        reader.GetString();
                        break;
                    default:
                        Count(reader.CurrentDepth);
                        break;
                }
            }

            return null;
        }

        // The place of a value in the list around it; in an object it has a name.
        private void Count(int depth)
        {
            if (depth > 0)
            {
                _item[depth - 1]++;
            }
        }

        private void Open(int depth)
        {
            _member[depth] = "";
            if (_names[depth] is { Count: <= LargestKept } kept)
            {
                kept.Clear();
            }
            else
            {
                _names[depth] = new HashSet<string>(StringComparer.Ordinal);
            }
        }

        private Fault? Repeated(string name, int depth)
        {
            _member[depth] = name;
            if (_names[depth]!.Add(name))
            {
                return null;
            }

            var place = Place(depth);
            var message = $"The member '{place}' stands in the body more than once.";
            return Refuse(message) with { Fields = [new FieldFault(place, message, Code)] };
        }

        private string Place(int depth)
        {
            var place = new StringBuilder();
            for (var i = 0; i <= depth; i++)
            {
                if (_member[i] is { } name)
                {
                    place.Append(i == 0 ? "" : ".").Append(name);
                }
                else
                {
                    place.Append(CultureInfo.InvariantCulture, $"[{_item[i]}]");
                }
            }

            if (place.Length <= LongestShown)
            {
                return place.ToString();
            }

            // Not between the halves of a surrogate pair.
            var length = char.IsHighSurrogate(place[LongestShown - 1]) ? LongestShown - 1 : LongestShown;
            return place.ToString(0, length) + "…";
        }
    }
}
