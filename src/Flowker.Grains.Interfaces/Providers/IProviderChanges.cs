using Orleans.Services;

namespace Flowker.Grains.Interfaces.Providers;

/// <summary>On every silo: hears at once of what changes for the provider calls that it makes.</summary>
[Alias("flowker.provider-changes"), Version(1)]
public interface IProviderChanges : IGrainService
{
    /// <summary>The provider configuration has this version now. Answered when no call begins with an older one any more.</summary>
    [Alias("forget")]
    Task ForgetAsync(Guid providerConfigId, int version);

    /// <summary>The provider's guard knows something new. Answered when this silo has heard it.</summary>
    [Alias("heed")]
    Task HeedAsync(Guid providerConfigId);
}
