using CsCheck;
using Flowker.Engine.Catalog;
using Flowker.Engine.Json;
using Flowker.Engine.Tests.Mapping;

namespace Flowker.Engine.Tests.Catalog;

/// <summary>Schemas and masks.</summary>
public sealed class CatalogTests
{
    [Theory]
    [InlineData("""{"apiKey":"x","api-key":"y","API_KEY":"z"}""", """{"apiKey":"********","api-key":"********","API_KEY":"********"}""")]
    [InlineData("""{"auth":{"type":"bearer","config":{"token":"t"}}}""", """{"auth":{"type":"bearer","config":{"token":"********"}}}""")]
    [InlineData("""{"client_secret":{"deep":["s"]},"list":[{"password":1}]}""", """{"client_secret":"********","list":[{"password":"********"}]}""")]
    [InlineData("""{"auth":"a text where an object should be"}""", """{"auth":"********"}""")]
    [InlineData("""{"base_url":"https://x","organization_id":"o","ledger_id":"l","username":"u","timeout_seconds":30}""", """{"base_url":"https://x","organization_id":"o","ledger_id":"l","username":"u","timeout_seconds":30}""")]
    public void Secrets_are_masked_wholly_and_at_any_depth(string config, string masked) =>
        Assert.Equal(masked, SecretMask.Apply(JsonText.Parse(config)).GetRawText());

    [Theory]
    [InlineData("""{"type":"object","properties":{"ticket":{"type":"string","writeOnly":true},"name":{"type":"string"}}}""", """{"ticket":"s","name":"n"}""", """{"ticket":"********","name":"n"}""")]
    [InlineData("""{"properties":{"a":{"items":{"properties":{"x":{"writeOnly":true}}}}}}""", """{"a":[{"x":{"y":1},"z":2}]}""", """{"a":[{"x":"********","z":2}]}""")]
    [InlineData("""{"properties":{"a":{"additionalProperties":{"writeOnly":true}}}}""", """{"a":{"x":1,"y":[2]}}""", """{"a":{"x":"********","y":"********"}}""")]
    [InlineData("""{"$defs":{"s":{"type":"string","writeOnly":true}},"properties":{"a":{"$ref":"#/$defs/s"},"b":{"type":"array","items":{"$ref":"#/$defs/s"}}}}""", """{"a":"1","b":["2","3"]}""", """{"a":"********","b":["********","********"]}""")]
    [InlineData("""{"allOf":[{"if":{"properties":{"k":{"const":"x"}}},"then":{"properties":{"v":{"writeOnly":true}}}}]}""", """{"k":"y","v":1}""", """{"k":"y","v":"********"}""")]
    [InlineData("""{"properties":{"n":{"$ref":"#"},"v":{"writeOnly":true}}}""", """{"n":{"n":{"v":1}}}""", """{"n":{"n":{"v":"********"}}}""")]
    public void What_a_schema_marks_as_write_only_is_masked_whatever_its_name(string schema, string config, string masked) =>
        Assert.Equal(masked, SecretMask.Apply(JsonText.Parse(config), SecretMembers.Of(schema)).GetRawText());

    [Fact]
    public void Of_a_provider_that_the_catalog_has_lost_everything_is_secret() => Assert.Equal(
        """{"a":"********","b":"********"}""",
        SecretMask.Apply(JsonText.Parse("""{"a":1,"b":{"c":2}}"""), ProviderCatalog.BuiltIn.SecretsOf("lost")).GetRawText());

    [Theory]
    [InlineData("""{"base_url":"https://a.example/v1","k":1}""", """{"base_url":"HTTPS://A.example:443/v2?x","k":2}""", "")]
    [InlineData("""{"base_url":"https://a.example"}""", """{"base_url":"http://a.example"}""", ".base_url")]
    [InlineData("""{"base_url":"https://a.example"}""", """{"base_url":"https://a.example:8443"}""", ".base_url")]
    [InlineData("""{"base_url":"https://a.example"}""", """{"base_url":"https://a.example@b.example"}""", ".base_url")]
    [InlineData("""{"auth":{"config":{"issuer_url":"https://i"}}}""", """{"auth":{"config":{"issuer_url":"https://i","token_url":"https://t"}}}""", ".auth.config.token_url")]
    [InlineData("""{"issuer_url":"https://i/a/","token_url":"https://i/a"}""", """{"issuer_url":"https://i/a","token_url":"https://i/b"}""", "")]
    [InlineData("""{"issuer_url":"https://i/a"}""", """{"issuer_url":"https://i/b"}""", ".issuer_url")]
    [InlineData("""{"endpoint_url":"https://s","bucket":"a","region":"r"}""", """{"bucket":"b","region":"r"}""", ".bucket,.endpoint_url")]
    [InlineData("""{"hosts":[{"host":"a","port":1},{"host":"b","port":1}]}""", """{"hosts":[{"host":"a","port":1},{"host":"b","port":2}]}""", ".hosts[1].port")]
    [InlineData("""{"scopes":["https://a/.default"],"audience":"https://a"}""", """{"scopes":["https://b/.default"],"audience":"https://b"}""", "")]
    public void A_place_is_where_requests_go(string before, string after, string moved) =>
        Assert.Equal(moved, string.Join(',', Destinations.Moved(JsonText.Parse(before), JsonText.Parse(after))));

    [Theory]
    [InlineData("""{"auth":{"type":"oidc_client_credentials","config":{"issuer_url":"https://i","client_id":"c","client_secret":"s"},"cache":{}}}""", false)]
    [InlineData("""{"auth":{"type":"oidc_client_credentials","config":{"token_url":"https://i/t","client_id":"c","client_secret":"s"}}}""", false)]
    [InlineData("""{"auth":{"type":"oidc_client_credentials","config":{"client_id":"c","client_secret":"s"}}}""", true)]
    [InlineData("""{"auth":{"type":"oidc_client_credentials","config":{"issuer_url":"i","client_id":"c","client_secret":"s"}}}""", true)]
    [InlineData("""{"auth":{"type":"oidc_user","config":{"issuer_url":"https://i","client_id":"c","username":"u","password":"p"}}}""", false)]
    [InlineData("""{"auth":{"type":"oidc_user","config":{"issuer_url":"https://i","client_id":"c","username":"u"}}}""", true)]
    [InlineData("""{"auth":{"type":"ntlm"}}""", true)]
    [InlineData("""{"tls":{"ca_certificates":"pem","client_certificate":"pem","client_key":"pem"},"http2":true}""", false)]
    [InlineData("""{"tls":{"client_certificate":"pem"}}""", true)]
    public void What_a_provider_configuration_must_hold(string more, bool faulty)
    {
        var config = JsonText.Parse("""{"base_url":"https://provider.example",""" + more[1..]);

        var found = ProviderCatalog.BuiltIn.ConfigFaults(ProviderCatalog.BuiltIn.Provider("http")!, config);

        Assert.Equal(faulty, found.Count > 0);
    }

    [Theory]
    [InlineData("""{"auth":{"type":"ntlm","config":{}}}""", ".auth.type", "auth.type must be one of none, api_key, bearer, basic, oidc_client_credentials, oidc_user.")]
    [InlineData("""{"auth":{"config":{"token":"t"}}}""", ".auth", "auth needs type.")]
    [InlineData("""{"auth":{"type":"bearer"}}""", ".auth", "auth needs config.")]
    [InlineData("""{"auth":{"type":"bearer","config":{}}}""", ".auth.config", "auth.config needs token.")]
    [InlineData("""{"auth":{"type":"bearer","config":{"token":""}}}""", ".auth.config.token", "auth.config.token must not be empty.")]
    [InlineData("""{"auth":{"type":"basic","config":{"password":7}}}""", ".auth.config", "auth.config needs username.", ".auth.config.password", "auth.config.password must be a string.")]
    [InlineData("""{"auth":{"type":"api_key","config":{"key":"k","location":"body"}}}""", ".auth.config.location", "auth.config.location must be one of header, query.")]
    [InlineData("""{"auth":{"type":"oidc_client_credentials","config":{"client_id":"c","client_secret":"s"}}}""", ".auth.config", "auth.config needs issuer_url or token_url.")]
    [InlineData("""{"auth":{"type":"oidc_client_credentials","config":{"token_url":"t","client_id":"c","client_secret":"s","scopes":7}}}""", ".auth.config.token_url", "auth.config.token_url must be an http or https URL.", ".auth.config.scopes", "auth.config.scopes must be a list or a string.")]
    [InlineData("""{"auth":"bearer"}""", ".auth", "auth must be an object.")]
    [InlineData("""{"timeout_seconds":0,"timeout_ms":100.5}""", ".timeout_seconds", "timeout_seconds must be at least 1.", ".timeout_ms", "timeout_ms must be a whole number.")]
    [InlineData("""{"tls":{"client_certificate":"pem"}}""", ".tls", "tls needs client_key beside client_certificate.")]
    public void A_fault_of_a_configuration_says_what_is_asked_for_and_judges_one_branch(string more, params string[] expected)
    {
        var config = JsonText.Parse("""{"base_url":"https://provider.example",""" + more[1..]);

        var found = ProviderCatalog.BuiltIn.ConfigFaults(ProviderCatalog.BuiltIn.Provider("http")!, config);

        Assert.Equal(expected.Chunk(2).Select(e => (e[0], e[1])).Order(), found.Select(f => (f.At, f.Message)).Order());
    }

    [Theory]
    [InlineData("""{"base_url":"ftp://x"}""", "base_url must be an http or https URL.")]
    [InlineData("""{}""", "The value needs base_url.")]
    public void A_fault_of_the_whole_is_told_as_plainly(string config, string expected) =>
        Assert.Contains(expected, ProviderCatalog.BuiltIn.ConfigFaults(ProviderCatalog.BuiltIn.Provider("http")!, JsonText.Parse(config)).Select(f => f.Message));

    [Theory]
    [InlineData("""{"auth":{"type":"oidc_client_credentials","config":{"token_url":"https://i/t","client_id":"c","client_secret":"s","scopes":"read write"}}}""")]
    [InlineData("""{"auth":{"type":"oidc_client_credentials","config":{"token_url":"https://i/t","client_id":"c","client_secret":"s","scopes":["read","write"]}}}""")]
    public void Scopes_are_a_list_or_one_string(string more) => Assert.Empty(ProviderCatalog.BuiltIn.ConfigFaults(
        ProviderCatalog.BuiltIn.Provider("http")!, JsonText.Parse("""{"base_url":"https://provider.example",""" + more[1..])));

    [Fact]
    public void No_fault_shows_the_value_or_an_escape() =>
        HostileJson.Object.Sample(config =>
        {
            var value = JsonText.Parse($$"""{"base_url":{{config}},"auth":{"type":"s\u0022ecret","config":{{config}} },"headers":{{config}} }""");
            Assert.All(
                ProviderCatalog.BuiltIn.ConfigFaults(ProviderCatalog.BuiltIn.Provider("http")!, value),
                f => Assert.True(!f.Message.Contains("u0022", StringComparison.Ordinal) && !f.Message.Contains("ecret'", StringComparison.Ordinal), f.Message));
        }, iter: 300);

    [Fact]
    public void No_value_makes_a_schema_or_the_mask_throw() =>
        HostileJson.Object.Sample(config =>
        {
            var value = JsonText.Parse(config);
            ProviderCatalog.BuiltIn.ConfigFaults(ProviderCatalog.BuiltIn.Provider("http")!, value);
            ProviderCatalog.BuiltIn.KnownMembersFaults(ProviderCatalog.BuiltIn.Executor("http")!, value);
            SecretMask.Apply(value, ProviderCatalog.BuiltIn.SecretsOf("http"));
            Destinations.Check(SecretMask.Restore(value, value), default, "config");
        }, iter: 2_000);
}
