namespace Flowker.Engine.Mapping;

/// <summary>
/// What one run of a transformation may make in all, whatever its operations do. A definition of a megabyte could otherwise
/// ask for a megabyte of input to be copied ten thousand times.
/// </summary>
internal sealed class WorkBudget
{
    private const long MaxBytes = 64 * 1024 * 1024;

    private long _spent;

    /// <exception cref="MappingException">It is used up.</exception>
    public void Charge(long bytes)
    {
        _spent += bytes;
        if (_spent > MaxBytes)
        {
            throw new MappingException($"it makes more than {MaxBytes} bytes on the way");
        }
    }
}
