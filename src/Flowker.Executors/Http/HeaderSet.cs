using System.Buffers;
using System.Diagnostics.CodeAnalysis;

namespace Flowker.Executors.Http;

/// <summary>Request headers, checked as they are set: a later one replaces an earlier one of its name.</summary>
internal sealed class HeaderSet
{
    private static readonly SearchValues<char> TokenChars = SearchValues.Create(
        "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    // They belong to the connection or to the framing of the message; set by hand they would contradict what is sent.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "Connection", "Content-Length", "Expect", "Host", "Keep-Alive", "Proxy-Authenticate", "Proxy-Authorization",
        "Proxy-Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
    };

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    public IReadOnlyDictionary<string, string> Values => _values;

    public bool TryGet(string name, [NotNullWhen(true)] out string? value) => _values.TryGetValue(name, out value);

    public void Set(string name, string value)
    {
        if (!IsToken(name))
        {
            throw new CallRefusedException("A header's name holds characters that HTTP does not allow.");
        }

        if (Reserved.Contains(name))
        {
            throw new CallRefusedException($"The header \"{name}\" is set by the connection itself.");
        }

        if (!IsSendable(value))
        {
            throw new CallRefusedException($"The value of the header \"{name}\" holds line breaks or other characters than printable ASCII.");
        }

        _values[name] = value;
    }

    /// <summary>For a name or value out of the provider configuration, neither of which may be shown.</summary>
    public void SetConfigured(string name, string value, string what)
    {
        if (!IsToken(name) || Reserved.Contains(name) || !IsSendable(value))
        {
            throw new CallRefusedException($"The provider configuration gives {what} in a form that cannot be sent as a header.");
        }

        _values[name] = value;
    }

    public void KeepOnly(ICollection<string> names)
    {
        foreach (var name in _values.Keys.Where(name => !names.Contains(name)).ToArray())
        {
            _values.Remove(name);
        }
    }

    private static bool IsToken(string name) => name.Length > 0 && !name.AsSpan().ContainsAnyExcept(TokenChars);

    private static bool IsSendable(string value) =>
        !value.AsSpan().ContainsAnyExceptInRange(' ', '~')
        || (value.Contains('\t', StringComparison.Ordinal) && !value.Replace('\t', ' ').AsSpan().ContainsAnyExceptInRange(' ', '~'));
}
