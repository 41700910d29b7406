using System.Globalization;
using System.Text;

namespace Flowker.Engine.Expressions;

/// <summary>Cuts an expression into tokens, one at a time; what is no token comes as <see cref="TokenKind.Invalid"/>.</summary>
internal sealed class Tokenizer(string text, int start)
{
    private const string HalfCharacter = "the text holds half of a surrogate pair";

    private int _position = start;

    public Token Next()
    {
        while (_position < text.Length && char.IsWhiteSpace(text[_position]))
        {
            _position++;
        }

        if (_position == text.Length)
        {
            return new Token(TokenKind.End, "", _position, _position);
        }

        return text[_position] switch
        {
            '(' => Take(TokenKind.OpenGroup, 1),
            ')' => Take(TokenKind.CloseGroup, 1),
            '[' => Take(TokenKind.OpenBracket, 1),
            ']' => Take(TokenKind.CloseBracket, 1),
            ',' => Take(TokenKind.Comma, 1),
            '}' => Take(TokenKind.CloseBrace, 1),
            '*' or '/' => Take(TokenKind.Arithmetic, 1),
            '"' or '\'' => TakeQuoted(text[_position]),
            '=' or '!' or '<' or '>' => TakeOperator(),
            _ => TakeWord(),
        };
    }

    private Token Take(TokenKind kind, int length)
    {
        var start = _position;
        _position += length;
        return new Token(kind, text.Substring(start, length), start, _position);
    }

    private Token Invalid(string message, int length)
    {
        var token = Take(TokenKind.Invalid, length);
        return token with { Text = message };
    }

    private Token TakeOperator()
    {
        var pair = text.AsSpan(_position, Math.Min(2, text.Length - _position));
        return pair switch
        {
            "==" or "!=" or ">=" or "<=" => Take(TokenKind.Operator, 2),
            "=>" => Invalid("'=>' is no operator; write '>='", 2),
            "=<" => Invalid("'=<' is no operator; write '<='", 2),
            "<>" => Invalid("'<>' is no operator; write '!='", 2),
            ['=', ..] => Invalid("'=' is no operator; write '=='", 1),
            ['!', ..] => Invalid("'!' is no operator; write NOT", 1),
            _ => Take(TokenKind.Operator, 1),
        };
    }

    // A backslash means itself: texts came without escapes before there were any, and a doubled quote needs none.
    private Token TakeQuoted(char quote)
    {
        var start = _position;
        var value = new StringBuilder();
        for (var i = start + 1; i < text.Length;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                return Invalid(HalfCharacter, text.Length - start);
            }

            i += rune.Utf16SequenceLength;
            if (rune.Value == quote)
            {
                if (i == text.Length || text[i] != quote)
                {
                    _position = i;
                    return new Token(TokenKind.Text, value.ToString(), start, i);
                }

                i++;
            }

            value.Append(rune);
        }

        return Invalid($"the quote {quote} is never closed", text.Length - start);
    }

    private Token TakeWord()
    {
        var length = WordLength();

        // A plus belongs to a number, never to a name: 1e+5 is one token, a+1 is not.
        var longer = LengthWithPlus();
        if (longer > length && ExactNumber.TryParse(text.AsSpan(_position, longer), out _))
        {
            length = longer;
        }

        if (length == 0)
        {
            return text[_position] == '+' ? Take(TokenKind.Arithmetic, 1) : TakeUnknown();
        }

        // Within a name it belongs to the name.
        if (length == 1 && text[_position] == '-')
        {
            return Take(TokenKind.Arithmetic, 1);
        }

        var isNumber = ExactNumber.TryParse(text.AsSpan(_position, length), out _);
        return Take(isNumber ? TokenKind.Number : TokenKind.Word, length);
    }

    private Token TakeUnknown()
    {
        if (!Rune.TryGetRuneAt(text, _position, out var rune))
        {
            return Invalid(HalfCharacter, 1);
        }

        var advice = rune.Value switch
        {
            '&' => "; write AND",
            '|' => "; write OR",
            _ => "; a name that holds it goes into [\"…\"], a text into quotes",
        };
        var shown = Rune.IsControl(rune) ? $"U+{rune.Value:X4}" : $"'{rune}'";
        return Invalid($"{shown} has no meaning here{advice}", rune.Utf16SequenceLength);
    }

    private int WordLength()
    {
        var end = _position;
        while (end < text.Length && Rune.TryGetRuneAt(text, end, out var rune) && IsWordRune(rune))
        {
            end += rune.Utf16SequenceLength;
        }

        return end - _position;
    }

    private int LengthWithPlus()
    {
        var end = _position;
        while (end < text.Length && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '+' or '-' or '.' or '_'))
        {
            end++;
        }

        return end - _position;
    }

    private static bool IsWordRune(Rune rune) =>
        rune.Value is '-' or '.' or '$' or '@' or ':' or '#'
        || Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
