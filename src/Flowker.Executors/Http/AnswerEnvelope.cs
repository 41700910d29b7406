using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Executors.Http;

/// <summary>
/// What conditions and mappings see of an answer: <c>{status, status_text, url, headers, body?}</c>. Header names are in
/// their canonical spelling (<c>X-Request-Id</c>), so that a path to one does not depend on the provider's spelling.
/// Source: <c>spec/reference-engine.md</c>, 4.1.5.
/// </summary>
internal static class AnswerEnvelope
{
    /// <summary>The URL comes without user info and without credentials that authentication puts into the query.</summary>
    public static JsonElement Build(HttpAnswer answer, AnswerContent content, Uri url) =>
        JsonBuffer.ToElement((answer, url, content), static (writer, made) =>
        {
            var (answer, url, content) = made;
            writer.WriteStartObject();
            writer.WriteNumber("status", answer.Status);
            writer.WriteString("status_text", $"{answer.Status} {answer.ReasonPhrase}".TrimEnd());
            writer.WriteString("url", url.AbsoluteUri);
            writer.WriteStartObject("headers");
            // Each name is there once: the collections they come from do not tell cases apart.
            foreach (var (name, value) in answer.Headers)
            {
                writer.WriteString(CanonicalName(name), value);
            }

            writer.WriteEndObject();
            content.WriteMember(writer, "body");
            writer.WriteEndObject();
        });

    /// <summary>Each word between hyphens capitalised.</summary>
    public static string CanonicalName(string name) => string.Create(name.Length, name, static (span, source) =>
    {
        var upper = true;
        for (var i = 0; i < span.Length; i++)
        {
            span[i] = upper ? char.ToUpperInvariant(source[i]) : char.ToLowerInvariant(source[i]);
            upper = source[i] is '-';
        }
    });
}
