namespace Flowker.Executors.Egress;

/// <summary>How far away an address is.</summary>
internal enum AddressClass
{
    Public,

    /// <summary>Of this host or this network; reachable only when the options allow it.</summary>
    Private,

    /// <summary>Never a provider: metadata services, link-local, multicast, documentation, reserved.</summary>
    Forbidden,
}
