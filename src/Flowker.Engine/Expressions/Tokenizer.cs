using System.Globalization;
using System.Text;

namespace Flowker.Engine.Expressions;

/// <summary>
/// Cuts an expression into tokens, one at a time; what is no token comes as <see cref="TokenKind.Invalid"/>. Nothing behind
/// <c>end</c> is looked at, and no token looks further than to where it ends.
/// </summary>
internal sealed class Tokenizer(string text, int start, int end)
{
    private const string HalfCharacter = "the text holds half of a surrogate pair";

    private int _position = start;

    public Token Next()
    {
        while (_position < end && char.IsWhiteSpace(text[_position]))
        {
            _position++;
        }

        if (_position == end)
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
        var pair = text.AsSpan(_position, Math.Min(2, end - _position));
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
        for (var i = start + 1; i < end;)
        {
            if (!Rune.TryGetRuneAt(text, i, out var rune))
            {
                return Invalid(HalfCharacter, end - start);
            }

            i += rune.Utf16SequenceLength;
            if (rune.Value == quote)
            {
                if (i == end || text[i] != quote)
                {
                    _position = i;
                    return new Token(TokenKind.Text, value.ToString(), start, i);
                }

                i++;
            }

            value.Append(rune);
        }

        return Invalid($"the quote {quote} is never closed", end - start);
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
        var at = _position;
        while (at < end && Rune.TryGetRuneAt(text, at, out var rune) && IsWordRune(rune))
        {
            at += rune.Utf16SequenceLength;
        }

        return at - _position;
    }

    // Of what could be one number, such as 1e+5; 0 when it goes on with what belongs to no number, such as 1e+5+2.
    private int LengthWithPlus()
    {
        var at = AfterSign(_position);
        while (IsDigit(at) || At(at) == '.')
        {
            at++;
        }

        if (At(at) is 'e' or 'E')
        {
            at = AfterSign(at + 1);
            while (IsDigit(at))
            {
                at++;
            }
        }

        return char.IsAsciiLetterOrDigit(At(at)) || At(at) is '+' or '-' or '.' or '_' ? 0 : at - _position;
    }

    private int AfterSign(int at) => At(at) is '+' or '-' ? at + 1 : at;

    private bool IsDigit(int at) => char.IsAsciiDigit(At(at)) || At(at) == '_';

    private char At(int at) => at < end ? text[at] : '\0';

    private static bool IsWordRune(Rune rune) =>
        rune.Value is '-' or '.' or '$' or '@' or ':' or '#'
        || Rune.IsLetterOrDigit(rune)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
}
