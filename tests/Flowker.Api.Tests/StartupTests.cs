namespace Flowker.Api.Tests;

/// <summary>How the service starts, or refuses to.</summary>
public sealed class StartupTests
{
    [Theory]
    [InlineData("urls", "http://0.0.0.0:0", "API_KEY_ENABLED")]
    [InlineData("urls", "http://*:0", "API_KEY_ENABLED")]
    [InlineData("API_KEY_ENABLED", "true", "API_KEY")]
    [InlineData("CORS_ALLOWED_ORIGINS", "https://a.example, example.com", "CORS_ALLOWED_ORIGINS")]
    [InlineData("CORS_ALLOWED_ORIGINS", "https://a.example/path", "CORS_ALLOWED_ORIGINS")]
    [InlineData("CORS_ALLOWED_ORIGINS", "https://a.*.example", "CORS_ALLOWED_ORIGINS")]
    [InlineData("Kestrel:Endpoints:Open:Url", "http://0.0.0.0:0", "API_KEY_ENABLED")]
    [InlineData("Flowker:TrustedProxies", "10.0.0.1, somewhere", "Flowker:TrustedProxies")]
    [InlineData("Flowker:Oidc:Issuer", "https://issuer.example", "Flowker:Oidc:Audience")]
    [InlineData("Flowker:DrainSeconds", "-1", "Flowker:DrainSeconds")]
    [InlineData("Flowker:SiloPort", "70000", "Flowker:SiloPort")]
    [InlineData("Flowker:DataDirectory", "", "Flowker:DataDirectory")]
    [InlineData("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("Flowker:LogFormat", "7", "Flowker:LogFormat")]
    [InlineData("API_KEY_ENABLED", "yes", "API_KEY_ENABLED")]
    [InlineData("API_KEY", "a key that is long enough", "API_KEY_ENABLED")]
    [InlineData("SSRF_ALLOW_PRIVATE", "on", "SSRF_ALLOW_PRIVATE")]
    [InlineData("Flowker:ListenOnAnyAddress", "yes", "Flowker:ListenOnAnyAddress")]
    [InlineData("Flowker:AllowPrivateAddresses", "1", "Flowker:AllowPrivateAddresses")]
    [InlineData("Flowker:Cluster:AllowPlaintext", "sure", "Flowker:Cluster:AllowPlaintext")]
    [InlineData("Flowker:Oidc:AllowHttp", "on", "Flowker:Oidc:AllowHttp")]
    [InlineData("Flowker:ListenOnAnyAddress", "true", "Flowker:Cluster:Certificate")]
    [InlineData("Flowker:AdvertisedAddress", "10.20.30.40", "Flowker:Cluster:AllowPlaintext")]
    [InlineData("Flowker:Cluster:Certificate", "/nowhere/flowker.pem", "Flowker:Cluster:Certificate")]
    [InlineData("Flowker:Cluster:Authority", "/nowhere/flowker.pem", "Flowker:Cluster:Certificate")]
    public async Task A_wrong_setting_stops_the_start_and_is_named(string setting, string value, string named)
    {
        var wrong = new Service((setting, value));
        var refusal = await Assert.ThrowsAnyAsync<Exception>(wrong.InitializeAsync);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        await wrong.Provider.DisposeAsync();
    }

    [Theory]
    [InlineData("http://127.0.0.1:0", "brief", "true", "")]
    [InlineData("http://127.0.0.1:0", "fifteen letters", "true", "")]
    [InlineData("http://0.0.0.0:0", "fifteen letters", "true", "API_KEY")]
    [InlineData("http://0.0.0.0:0", "sixteen letters!", "true", "")]
    [InlineData("http://127.0.0.1:0", "sixteen letters!", "false", "")]
    [InlineData("http://0.0.0.0:0", "sixteen letters!", "false", "API_KEY_ENABLED")]
    public async Task A_key_that_can_be_guessed_is_for_this_machine_alone(string urls, string key, string enabled, string named)
    {
        var service = new Service(("urls", urls), ("API_KEY", key), ("API_KEY_ENABLED", enabled));
        if (named.Length > 0)
        {
            Assert.Contains(named, (await Assert.ThrowsAnyAsync<Exception>(service.InitializeAsync)).Message, StringComparison.Ordinal);
            await service.Provider.DisposeAsync();
            return;
        }

        await service.InitializeAsync();
        var weak = key.Length < 16 || enabled == "false";
        Assert.Equal(weak ? 1 : 0, service.Said.Count(m => m.Contains("API_KEY", StringComparison.Ordinal) && !m.Contains(key, StringComparison.Ordinal)));
        await service.DisposeAsync();
    }

    [Theory]
    [InlineData("http://issuer.example", "", "admin", "Flowker:Oidc:Issuer")]
    [InlineData("issuer", "", "admin", "Flowker:Oidc:Issuer")]
    [InlineData("https://issuer.example", "", "root", "Flowker:Oidc:RoleMap")]
    [InlineData("https://issuer.example", "http://*:0", "admin", "")]
    public async Task An_issuer_is_checked_and_counts_as_authentication(string issuer, string urls, string role, string named)
    {
        var service = new Service(
            ("Flowker:Oidc:Issuer", issuer),
            ("Flowker:Oidc:Audience", "flowker"),
            ("Flowker:Oidc:RoleMap:boss", role),
            (urls.Length > 0 ? "urls" : "VERSION", urls));
        if (named.Length == 0)
        {
            await service.InitializeAsync();
            await service.DisposeAsync();
            return;
        }

        var refusal = await Assert.ThrowsAnyAsync<Exception>(service.InitializeAsync);
        Assert.Contains(named, refusal.Message, StringComparison.Ordinal);
        await service.Provider.DisposeAsync();
    }
}
