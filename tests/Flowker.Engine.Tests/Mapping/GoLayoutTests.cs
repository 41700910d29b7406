using System.Globalization;
using CsCheck;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping;

namespace Flowker.Engine.Tests.Mapping;

/// <summary>Layouts that show how 2006-01-02 15:04:05 would be written.</summary>
public sealed class GoLayoutTests
{
    private const string Iso = "2006-01-02T15:04:05.0000000-07:00";

    [Theory]
    [InlineData("2006-01-02T15:04:05Z07:00", "2026-03-08T15:04:05-03:00")]
    [InlineData("Mon Jan _2 15:04:05 2006", "Sun Mar  8 15:04:05 2026")]
    [InlineData("Monday, 02-Jan-06 15:04:05 MST", "Sunday, 08-Mar-26 15:04:05 -0300")]
    [InlineData("Mon, 02 Jan 2006 15:04:05 -0700", "Sun, 08 Mar 2026 15:04:05 -0300")]
    [InlineData("January 2, 3:04 PM", "March 8, 3:04 PM")]
    [InlineData("1/2/06 03:4:5pm -07", "3/8/26 03:4:5pm -03")]
    [InlineData("2006002 15:04:05.000", "2026067 15:04:05.123")]
    [InlineData("05.999999 05,00 05.0000", "05.123 05,12 05.1230")]
    [InlineData("Z0700 -07:00:00 Month", "-0300 -03:00:00 Month")]
    [InlineData("20060102", "20260308")]
    public void Writing(string layout, string expected) =>
        Assert.Equal(expected, Rewritten("2026-03-08T15:04:05.1230000-03:00", Iso, layout));

    [Theory]
    [InlineData("2006-01-02T15:04:05Z07:00", "2026-03-08T12:00:00Z", "2026-03-08T12:00:00.0000000+00:00")]
    [InlineData("2006-01-02T15:04:05Z07:00", "2026-03-08T12:00:00.1234567891+05:30", null)]
    [InlineData("2006-01-02T15:04:05Z07:00", "2026-03-08T12:00:00.123456789+05:30", "2026-03-08T12:00:00.1234567+05:30")]
    [InlineData("2006-01-02T15:04:05.000Z07:00", "2026-03-08T12:00:00.12Z", null)]
    [InlineData("2006-01-02T15:04:05.999Z07:00", "2026-03-08T12:00:00.12Z", "2026-03-08T12:00:00.1200000+00:00")]
    [InlineData("Mon Jan _2 15:04:05 -0700 2006", "Sat Jul  2 08:15:27 +0000 2017", "2017-07-02T08:15:27.0000000+00:00")]
    [InlineData("January 2, 2006 3:04 PM", "July 22, 2017 12:15 AM", "2017-07-22T00:15:00.0000000+00:00")]
    [InlineData("January 2, 2006 3:04 PM", "July 22, 2017 12:15 PM", "2017-07-22T12:15:00.0000000+00:00")]
    [InlineData("02/01/06", "29/02/24", "2024-02-29T00:00:00.0000000+00:00")]
    [InlineData("02/01/06", "29/02/23", null)]
    [InlineData("02/01/06", "31/12/70", "1970-12-31T00:00:00.0000000+00:00")]
    [InlineData("2006002", "2024366", "2024-12-31T00:00:00.0000000+00:00")]
    [InlineData("2006002", "2023366", null)]
    [InlineData("15:04 MST", "10:00 UTC", "0001-01-01T10:00:00.0000000+00:00")]
    [InlineData("15:04 MST", "10:00 BRT", null)]
    [InlineData("15:04", "24:00", null)]
    [InlineData("15:04", "10:00 ", null)]
    [InlineData("15:04", "1", null)]
    [InlineData("2006-01-02", "0000-01-01", null)]
    [InlineData("2006 -07:00", "0001 +10:00", null)]
    public void Reading(string layout, string text, string? expected) => Assert.Equal(expected, Rewritten(text, layout, Iso));

    [Fact]
    public void A_layout_that_shows_no_time_is_refused()
    {
        foreach (var layout in new[] { "yyyy-MM-dd", "", "Z", new string('1', 101) })
        {
            Assert.Null(Parsed(layout, Iso));
            Assert.Null(Parsed(Iso, layout));
        }
    }

    [Fact]
    public void What_was_written_is_read_again()
    {
        var layouts = Gen.OneOfConst(
            "2006-01-02T15:04:05.0000000Z07:00", "Mon, 2 Jan 2006 15:04:05.999999999 -0700", "20060102150405.0000000-07:00", "002 2006 3:4:5,0000000 pm Z07:00");
        Gen.Select(layouts, Gen.Long[86_400, 315_537_811_200], Gen.Int[0, 9_999_999], Gen.Int[-56, 56]).Sample((layout, seconds, ticks, quarters) =>
        {
            var time = new DateTimeOffset((seconds * 10_000_000) + ticks, TimeSpan.Zero).ToOffset(TimeSpan.FromMinutes(15 * quarters));
            var text = time.ToString("yyyy-MM-ddTHH:mm:ss.fffffffzzz", CultureInfo.InvariantCulture);
            Assert.Equal(text, Rewritten(Rewritten(text, Iso, layout)!, layout, Iso));
        }, iter: 3_000);
    }

    [Fact]
    public void No_layout_and_no_text_makes_it_throw() =>
        Gen.Select(
            Gen.OneOfConst("2006", "06", "01", "Jan", "_2", "15", "3", "04", "05", ".000", ",99", "PM", "MST", "Z07:00", "-0700", " ", "x", "002").Array[1, 6],
            Gen.OneOf(Gen.String[0, 12], Gen.OneOfConst("2026", "1", "Jul", " ", ".", ",5", "+14:00", "-99:99", "Z", "UTC", "AM", "999999999999").Array[0, 6].Select(string.Concat)))
            .Sample((layout, text) => Rewritten(text, string.Concat(layout), string.Concat(layout)), iter: 10_000);

    private static string? Rewritten(string text, string from, string to) =>
        Parsed(from, to)?.Apply(JsonScope.FromObject(JsonText.Parse($$"""{"t":{{JsonText.Of(text).GetRawText()}}}""")), default) is { Failed: false } made
            ? made.Value.GetProperty("t").GetString()
            : null;

    private static Transformation? Parsed(string from, string to) => Transformation.FromOperations(
        JsonText.Parse($$$$"""[{"operation":"timestamp","spec":{"t":{"inputFormat":"{{{{from}}}}","outputFormat":"{{{{to}}}}"}}}]"""), out _);
}
