using System.Text;

namespace Flowker.Engine.Catalog;

/// <summary>The words that a member's or header's name is made of, whatever its spelling.</summary>
internal static class NameWords
{
    /// <summary>In snake_case: <c>apiKey</c>, <c>API-Key</c> and <c>api key</c> are all <c>api_key</c>.</summary>
    public static string Of(string name)
    {
        var words = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (!char.IsLetterOrDigit(name[i]))
            {
                words.Append('_');
                continue;
            }

            if (char.IsUpper(name[i]) && i > 0 && char.IsLower(name[i - 1]))
            {
                words.Append('_');
            }

            words.Append(char.ToLowerInvariant(name[i]));
        }

        return words.ToString();
    }
}
