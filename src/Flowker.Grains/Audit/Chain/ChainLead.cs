namespace Flowker.Grains.Audit.Chain;

/// <summary>Whether this silo is the one that extends the chain at the moment.</summary>
internal sealed class ChainLead
{
    private volatile bool _isHeld;

    public bool IsHeld
    {
        get => _isHeld;
        set => _isHeld = value;
    }
}
