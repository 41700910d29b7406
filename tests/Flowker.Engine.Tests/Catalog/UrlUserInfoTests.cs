using Flowker.Engine.Catalog;
using Flowker.Engine.Json;

namespace Flowker.Engine.Tests.Catalog;

public sealed class UrlUserInfoTests
{
    [Theory]
    [InlineData("""{"base_url":"http://user:pass@host"}""", ".base_url")]
    [InlineData("""{"base_url":" https://user@host/path "}""", ".base_url")]
    [InlineData("""{"auth":{"config":{"issuer_url":"HTTPS://u:p@issuer"}}}""", ".auth.config.issuer_url")]
    [InlineData("""{"more":[{"url":"http://u:p@h"}]}""", ".more[0].url")]
    [InlineData("""{"base_url":"http://host/a@b","note":"me@host","key":"x:y@z"}""", null)]
    [InlineData("""{"base_url":"http://host?q=http://u:p@h"}""", null)]
    public void It_is_found_in_every_url(string config, string? place)
    {
        string[] places = place is null ? [] : [place];
        Assert.Equal(places, UrlUserInfo.Places(JsonText.Parse(config)));
    }

    [Fact]
    public void What_was_stored_with_it_is_shown_without() => Assert.Equal(
        """{"base_url":"http://********@host/p","n":1.50,"l":["x",{"u":"https://********@h"}]}""",
        UrlUserInfo.Hide(JsonText.Parse("""{"base_url":"http://user:pass@host/p","n":1.50,"l":["x",{"u":"https://t@h"}]}""")).GetRawText());

    [Theory]
    [InlineData("http", """{"base_url":"http://user:pass@host"}""")]
    [InlineData("tracer", """{"base_url":"http://user:pass@host","api_key":"k"}""")]
    [InlineData("s3", """{"region":"eu-west-1","bucket":"b","access_key_id":"a","secret_access_key":"s","endpoint_url":"https://u:p@store"}""")]
    public void A_configuration_with_it_is_refused(string provider, string config)
    {
        var body = System.Text.Encoding.UTF8.GetBytes($$"""{"name":"n","providerId":"{{provider}}","config":{{config}} }""");

        var (input, findings) = ProviderConfigurationReader.Read(body, ProviderCatalog.BuiltIn);

        Assert.Null(input);
        Assert.Contains(findings, f => f.Code == "FLK-0293" && f.Message.Contains("a user or a password", StringComparison.Ordinal));
        Assert.All(findings, f => Assert.DoesNotContain("pass@", f.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void A_change_to_one_with_it_is_refused_and_other_changes_are_not()
    {
        var stored = JsonText.Parse("""{"base_url":"http://user:pass@host"}""");
        var (_, refused) = ProviderConfigurationReader.Check(
            new ProviderConfigurationChange(null, null, stored, null), "http", stored, ProviderCatalog.BuiltIn);
        var (_, taken) = ProviderConfigurationReader.Check(
            new ProviderConfigurationChange("new name", null, null, null), "http", stored, ProviderCatalog.BuiltIn);

        Assert.Contains(refused, f => f.Field == "config.base_url");
        Assert.Empty(taken);
    }
}
