using System.Globalization;
using System.Net.Http.Headers;

namespace Flowker.Executors.Http;

/// <summary><c>Retry-After</c> in either of its two forms.</summary>
internal readonly record struct RetryAfterHeader(TimeSpan? Delta, DateTimeOffset? Date)
{
    /// <summary>More than this a provider cannot ask for: a mistyped date must not park an execution for years.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>Any number of seconds counts, also one that is larger than the runtime's own reading takes.</summary>
    public static RetryAfterHeader Read(HttpResponseHeaders headers)
    {
        if (headers.RetryAfter is { } read)
        {
            return new RetryAfterHeader(read.Delta, read.Date);
        }

        var text = headers.NonValidated.TryGetValues("Retry-After", out var values) && values.Count == 1 ? values.ToString().Trim() : "";
        return text.Length > 0 && text.All(char.IsAsciiDigit)
            ? new RetryAfterHeader(double.Parse(text, CultureInfo.InvariantCulture) < int.MaxValue
                ? TimeSpan.FromSeconds(long.Parse(text, CultureInfo.InvariantCulture))
                : TimeSpan.MaxValue, null)
            : default;
    }

    /// <summary>A date that is past asks for no wait.</summary>
    public TimeSpan? From(DateTimeOffset now) =>
        (Delta ?? Date - now) is not { } wait ? null
        : wait < TimeSpan.Zero ? TimeSpan.Zero
        : wait > Longest ? Longest
        : wait;

    public bool IsTooLong(DateTimeOffset now) => (Delta ?? Date - now) > Longest;
}
