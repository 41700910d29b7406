namespace Flowker.Engine.Expressions;

/// <summary>Where the parsers stand in the expression, and the first thing they found wrong.</summary>
internal sealed class TokenReader
{
    private readonly Tokenizer _tokenizer;

    public TokenReader(string text)
        : this(text, 0, text.Length)
    {
    }

    /// <summary>For an expression that stands within a text, and ends before <paramref name="end"/>.</summary>
    public TokenReader(string text, int start, int end)
    {
        _tokenizer = new Tokenizer(text, start, end);
        Current = _tokenizer.Next();
    }

    public Token Current { get; private set; }

    public string? Error { get; private set; }

    public Token Take()
    {
        var taken = Current;
        Current = _tokenizer.Next();
        return taken;
    }

    public bool TryTake(TokenKind kind)
    {
        if (Current.Kind != kind)
        {
            return false;
        }

        Take();
        return true;
    }

    public bool TryTake(string keyword)
    {
        if (!Current.Is(keyword))
        {
            return false;
        }

        Take();
        return true;
    }

    /// <summary>Keeps the first message. A token that is none says itself what is wrong with it.</summary>
    public void Fail(Token at, string message) =>
        Error ??= $"column {at.Column}: {(at.Kind is TokenKind.Invalid ? at.Text : message)}";

    public void FailExpecting(string what) => Fail(Current, $"expected {what}, found {Current.Description}");
}
