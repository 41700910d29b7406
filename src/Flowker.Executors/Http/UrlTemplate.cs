using System.Text;
using System.Text.Encodings.Web;
using Flowker.Engine.Json;

namespace Flowker.Executors.Http;

/// <summary>
/// A URL or path with <c>${…}</c>. Each value is percent-encoded as it is put in, so that data can neither add a path
/// segment nor a query parameter; within the path it must not be empty either. Only a placeholder at the very start of a
/// <c>url</c> is put in as it is: it stands for the beginning of the address.
/// </summary>
internal static class UrlTemplate
{
    /// <param name="Text">The text with its values.</param>
    /// <param name="HostFromData">True when a value may have decided on the host.</param>
    public readonly record struct Rendered(string Text, bool HostFromData);

    public static Rendered Render(string template, JsonScope scope, string where, bool mayStartWithAddress)
    {
        var text = new StringBuilder();
        var hostFromData = false;
        var inQuery = false;
        for (var i = 0; i < template.Length;)
        {
            var rest = template.AsSpan(i);
            if (rest.StartsWith("$${"))
            {
                text.Append("${");
                i += 3;
                continue;
            }

            if (!rest.StartsWith("${"))
            {
                inQuery |= template[i] is '?';
                text.Append(template[i++]);
                continue;
            }

            var placeholder = rest[..LengthOfPlaceholder(rest, where)].ToString();
            hostFromData |= !AuthorityIsComplete(text);
            var value = Value(placeholder, scope, where);
            if (value.Length is 0 && !inQuery)
            {
                throw new CallRefusedException($"The node's {where} has no value for {placeholder}.");
            }

            text.Append(i is 0 && mayStartWithAddress ? value : Uri.EscapeDataString(value));
            i += placeholder.Length;
        }

        return new Rendered(text.ToString(), hostFromData);
    }

    private static string Value(string placeholder, JsonScope scope, string where)
    {
        var literal = JsonText.Parse($"\"{JavaScriptEncoder.Default.Encode(placeholder)}\"");
        return TemplateValue.RenderText(literal, scope, where) ?? "";
    }

    /// <summary>Up to the closing brace that is not within quotes, as in <c>${node["a}b"]}</c>.</summary>
    private static int LengthOfPlaceholder(ReadOnlySpan<char> text, string where)
    {
        var quote = '\0';
        for (var i = 2; i < text.Length; i++)
        {
            var c = text[i];
            if (quote is not '\0')
            {
                quote = c == quote ? '\0' : quote;
            }
            else if (c is '"' or '\'')
            {
                quote = c;
            }
            else if (c is '}')
            {
                return i + 1;
            }
        }

        throw new CallRefusedException($"The node's {where} holds a placeholder without its closing brace.");
    }

    /// <summary>True from the slash on that ends <c>https://host</c>; also for text that is a path from its start.</summary>
    private static bool AuthorityIsComplete(StringBuilder text)
    {
        var soFar = text.ToString();
        var scheme = soFar.IndexOf("://", StringComparison.Ordinal);
        return scheme < 0 ? soFar.StartsWith('/') : soFar.AsSpan(scheme + 3).ContainsAny('/', '?');
    }
}
