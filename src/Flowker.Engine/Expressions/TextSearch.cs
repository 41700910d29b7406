namespace Flowker.Engine.Expressions;

/// <summary>
/// Looks for a piece of a text in time that grows with the sum of both lengths. The framework's search is faster where the
/// two differ soon, but two texts of one letter would take the product.
/// </summary>
internal static class TextSearch
{
    // Below it the product is small whatever the texts are.
    private const int ShortPiece = 64;

    public static bool Contains(string text, string piece) =>
        piece.Length <= ShortPiece || piece.Length > text.Length
            ? text.Contains(piece, StringComparison.Ordinal)
            : ContainsLong(text, piece);

    // Knuth, Morris and Pratt: after a mismatch it goes on with the longest beginning of the piece that ends here.
    private static bool ContainsLong(string text, string piece)
    {
        var borders = Borders(piece);
        var matched = 0;
        foreach (var c in text)
        {
            while (matched > 0 && piece[matched] != c)
            {
                matched = borders[matched - 1];
            }

            if (piece[matched] == c && ++matched == piece.Length)
            {
                return true;
            }
        }

        return false;
    }

    // For each beginning of the piece the length of the longest shorter one that it ends with.
    private static int[] Borders(string piece)
    {
        var borders = new int[piece.Length];
        for (var (i, length) = (1, 0); i < piece.Length; i++)
        {
            while (length > 0 && piece[length] != piece[i])
            {
                length = borders[length - 1];
            }

            borders[i] = piece[length] == piece[i] ? ++length : length;
        }

        return borders;
    }
}
