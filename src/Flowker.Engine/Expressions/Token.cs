namespace Flowker.Engine.Expressions;

internal enum TokenKind
{
    Word,
    Number,
    Text,
    Operator,
    Arithmetic,
    OpenGroup,
    CloseGroup,
    OpenBracket,
    CloseBracket,
    Comma,

    /// <summary>The end of a placeholder.</summary>
    CloseBrace,
    End,

    /// <summary>Not part of the language; the token's text is the message.</summary>
    Invalid,
}

/// <summary>A piece of an expression: what it means (a quoted text without its quotes) and where it stands.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Start, int End)
{
    private const int LongestShown = 40;

    /// <summary>People count from one.</summary>
    public int Column => Start + 1;

    public bool Is(string keyword) =>
        Kind is TokenKind.Word && Text.Equals(keyword, StringComparison.OrdinalIgnoreCase);

    /// <summary>The token as a message names it.</summary>
    public string Description => Kind switch
    {
        TokenKind.End => "the end",
        TokenKind.Text => "a quoted text",
        _ when Text.Length > LongestShown => $"'{Text[..LongestShown]}…'",
        _ => $"'{Text}'",
    };
}
