using Flowker.Engine.Catalog;
using Flowker.Engine.Guards;
using Flowker.Engine.Json;

namespace Flowker.Engine.Tests.Guards;

/// <summary>The guard's part of a provider configuration.</summary>
public sealed class GuardSettingsTests
{
    [Fact]
    public void Presets_are_those_of_the_reference()
    {
        var settings = GuardSettings.Read(JsonText.Parse("{}"));
        Assert.Equal((5, 30, true, false), (settings.FailureThreshold, settings.Open.TotalSeconds, settings.BreaksCircuit, settings.IsLimited));
    }

    [Fact]
    public void Every_member_is_read()
    {
        var settings = GuardSettings.Read(JsonText.Parse(
            """
            {"limits":{"maxConcurrency":7,"requestsPerSecond":2.5},
             "circuitBreaker":{"enabled":false,"failureThreshold":2,"openSeconds":1.5,"rampSeconds":0}}
            """));
        Assert.Equal(
            new GuardSettings
            {
                MaxConcurrency = 7,
                RequestsPerSecond = 2.5,
                BreaksCircuit = false,
                FailureThreshold = 2,
                Open = TimeSpan.FromSeconds(1.5),
                Ramp = TimeSpan.Zero,
            },
            settings);
    }

    [Theory]
    [InlineData("""{"limits":7}""")]
    [InlineData("""{"limits":{"maxConcurrency":0}}""")]
    [InlineData("""{"limits":{"maxConcurrency":1.5}}""")]
    [InlineData("""{"limits":{"maxConcurrency":"7"}}""")]
    [InlineData("""{"limits":{"requestsPerSecond":0}}""")]
    [InlineData("""{"limits":{"requestsPerSecond":1e9}}""")]
    [InlineData("""{"limits":{"perSecond":1}}""")]
    [InlineData("""{"circuitBreaker":{"failureThreshold":0}}""")]
    [InlineData("""{"circuitBreaker":{"openSeconds":-1}}""")]
    [InlineData("""{"circuitBreaker":{"enabled":"yes"}}""")]
    public void What_cannot_be_meant_is_refused_for_every_provider_and_harmless_when_stored(string config)
    {
        var given = JsonText.Parse(config);
        Assert.All(ProviderCatalog.BuiltIn.Providers, provider =>
            Assert.Contains(ProviderCatalog.BuiltIn.ConfigFaults(provider, given), f => f.At.StartsWith(".limits", StringComparison.Ordinal) || f.At.StartsWith(".circuitBreaker", StringComparison.Ordinal)));
        Assert.InRange(GuardSettings.Read(given).FailureThreshold, 1, 1000);
    }

    [Theory]
    [InlineData(1, 1, 1.0)]
    [InlineData(100, 100, 1.0)]
    [InlineData(2.5, 3, 1.2)]
    [InlineData(0.5, 1, 2.0)]
    public void A_rate_is_a_number_of_calls_in_a_period(double rate, int permits, double seconds) =>
        Assert.Equal(new CallRate(permits, TimeSpan.FromSeconds(seconds)), CallRate.Of(rate));
}
