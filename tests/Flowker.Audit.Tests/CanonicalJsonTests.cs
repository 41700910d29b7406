using System.Text;
using System.Text.Json;
using CsCheck;
using Flowker.Audit.Canonical;

namespace Flowker.Audit.Tests;

/// <summary>RFC 8785, against its own examples and against what its rules demand of any value.</summary>
public sealed class CanonicalJsonTests
{
    [Theory]
    [InlineData(0x0000000000000000UL, "0")]
    [InlineData(0x8000000000000000UL, "0")]
    [InlineData(0x0000000000000001UL, "5e-324")]
    [InlineData(0x8000000000000001UL, "-5e-324")]
    [InlineData(0x7fefffffffffffffUL, "1.7976931348623157e+308")]
    [InlineData(0xffefffffffffffffUL, "-1.7976931348623157e+308")]
    [InlineData(0x4340000000000000UL, "9007199254740992")]
    [InlineData(0xc340000000000000UL, "-9007199254740992")]
    [InlineData(0x4430000000000000UL, "295147905179352830000")]
    [InlineData(0x44b52d02c7e14af5UL, "9.999999999999997e+22")]
    [InlineData(0x44b52d02c7e14af6UL, "1e+23")]
    [InlineData(0x44b52d02c7e14af7UL, "1.0000000000000001e+23")]
    [InlineData(0x444b1ae4d6e2ef4eUL, "999999999999999700000")]
    [InlineData(0x444b1ae4d6e2ef4fUL, "999999999999999900000")]
    [InlineData(0x444b1ae4d6e2ef50UL, "1e+21")]
    [InlineData(0x3eb0c6f7a0b5ed8cUL, "9.999999999999997e-7")]
    [InlineData(0x3eb0c6f7a0b5ed8dUL, "0.000001")]
    [InlineData(0x41b3de4355555553UL, "333333333.3333332")]
    [InlineData(0x41b3de4355555554UL, "333333333.33333325")]
    [InlineData(0x41b3de4355555555UL, "333333333.3333333")]
    [InlineData(0x41b3de4355555556UL, "333333333.3333334")]
    [InlineData(0x41b3de4355555557UL, "333333333.33333343")]
    [InlineData(0xbecbf647612f3696UL, "-0.0000033333333333333333")]
    [InlineData(0x43143ff3c1cb0959UL, "1424953923781206.2")]
    public void Numbers_are_written_as_in_the_appendix_of_the_standard(ulong bits, string expected)
    {
        var number = BitConverter.UInt64BitsToDouble(bits);
        Assert.Equal(expected, Canonical(number.ToString("R", System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void An_object_is_written_as_in_the_standard()
    {
        const string given = """
            { "numbers": [333333333.3333333, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
              "literals": [null, true, false] }
            """;
        Assert.Equal(
            """{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}""",
            Canonical(given));
    }

    [Fact]
    public void Members_are_ordered_by_code_units()
    {
        const string given = """{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}""";
        var order = JsonElement.Parse(Canonical(given)).EnumerateObject().Select(m => m.Value.GetInt32());
        Assert.Equal([2, 4, 6, 7, 1, 5, 3], order);
    }

    [Theory]
    [InlineData("""{"a":1,"a":2}""")]
    [InlineData("9007199254740993")]
    [InlineData("12345678901234567890")]
    [InlineData("0.10000000000000000001")]
    [InlineData("1e400")]
    [InlineData("1e99999999999")]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"\\udc00\":1}")]
    public void What_has_no_canonical_form_is_refused(string given) =>
        Assert.Throws<FormatException>(() => CanonicalJson.Encode(JsonElement.Parse(given)));

    [Fact]
    public void A_double_survives_and_its_form_is_its_own_form() => Gen.Double.Where(double.IsFinite).Sample(number =>
    {
        var canonical = Canonical(number.ToString("R", System.Globalization.CultureInfo.InvariantCulture));
        return double.Parse(canonical, System.Globalization.CultureInfo.InvariantCulture) == number && Canonical(canonical) == canonical;
    });

    [Fact]
    public void Texts_survive() => Gen.String.Sample(text =>
    {
        var valid = new string([.. text.EnumerateRunes().SelectMany(r => r.ToString())]);
        var canonical = Canonical(JsonSerializer.Serialize(valid));
        return JsonElement.Parse(canonical).GetString() == valid && Canonical(canonical) == canonical;
    });

    private static string Canonical(string json) => Encoding.UTF8.GetString(CanonicalJson.Encode(JsonElement.Parse(json)));
}
