namespace Flowker.Api.Authentication;

/// <summary>How many refusals a minute are recorded: few for one address, and not many for all together.</summary>
internal sealed class RefusalBound(TimeProvider time)
{
    public const int PerAddress = 5;
    public const int Together = 60;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _byAddress = new(StringComparer.Ordinal);
    private long _minute;
    private int _together;
    private long _unrecorded;

    /// <summary>True when this one is to be recorded, with the number of those that were not since the last one.</summary>
    public bool TryRecord(string address, out long unrecorded)
    {
        lock (_lock)
        {
            var minute = (long)time.GetElapsedTime(0).TotalMinutes;
            if (minute != _minute)
            {
                (_minute, _together) = (minute, 0);
                _byAddress.Clear();
            }

            var ofAddress = _byAddress.GetValueOrDefault(address);
            if (ofAddress >= PerAddress || _together >= Together)
            {
                _unrecorded++;
                unrecorded = 0;
                return false;
            }

            _byAddress[address] = ofAddress + 1;
            _together++;
            (unrecorded, _unrecorded) = (_unrecorded, 0);
            return true;
        }
    }
}
