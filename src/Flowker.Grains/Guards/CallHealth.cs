namespace Flowker.Grains.Guards;

/// <summary>
/// What a silo's calls say about a provider since the last report. Calls that began in an earlier generation of the circuit
/// breaker say nothing. Generation 0 is before the first word of the guard, and counts as the one then heard of.
/// </summary>
internal sealed class CallHealth
{
    private long _first;
    private bool _succeeded;
    private int _failuresAfter;

    public long Generation { get; private set; }

    /// <summary>Here, reported or not.</summary>
    public int FailuresInRow { get; private set; }

    /// <summary>Since the last report.</summary>
    public bool HasFailed => _failuresAfter > 0;

    public bool IsCurrent(long generation) => (generation == 0 ? _first : generation) == Generation;

    /// <summary>False when it is no news.</summary>
    public bool Heard(long generation, CallVerdict verdict)
    {
        if (verdict is CallVerdict.None || !IsCurrent(generation))
        {
            return false;
        }

        if (verdict is CallVerdict.Healthy)
        {
            (_succeeded, _failuresAfter, FailuresInRow) = (true, 0, 0);
        }
        else
        {
            _failuresAfter++;
            FailuresInRow++;
        }

        return true;
    }

    public (bool Succeeded, int FailuresAfter) Take()
    {
        var taken = (_succeeded, _failuresAfter);
        (_succeeded, _failuresAfter) = (false, 0);
        return taken;
    }

    /// <summary>A report did not arrive: what it said is still to be told.</summary>
    public void GiveBack(long generation, bool succeeded, int failuresAfter)
    {
        if (generation == Generation)
        {
            _failuresAfter += _succeeded ? 0 : failuresAfter;
            _succeeded |= succeeded;
        }
    }

    /// <summary>True when it is another one than before.</summary>
    public bool Enter(long generation)
    {
        if (generation == Generation)
        {
            return false;
        }

        if (Generation == 0)
        {
            (_first, Generation) = (generation, generation);
            return false;
        }

        Generation = generation;
        (_succeeded, _failuresAfter, FailuresInRow) = (false, 0, 0);
        return true;
    }
}
