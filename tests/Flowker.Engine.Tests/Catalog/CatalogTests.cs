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

    [Fact]
    public void No_value_makes_a_schema_or_the_mask_throw() =>
        HostileJson.Object.Sample(config =>
        {
            var value = JsonText.Parse(config);
            ProviderCatalog.BuiltIn.ConfigFaults(ProviderCatalog.BuiltIn.Provider("http")!, value);
            ProviderCatalog.BuiltIn.KnownMembersFaults(ProviderCatalog.BuiltIn.Executor("http")!, value);
            SecretMask.Apply(value);
        }, iter: 2_000);
}
