namespace Flowker.Engine.Work;

/// <summary>
/// What may be done for one node in all, in bytes read, made or looked through, whatever its expressions and mappings ask for. A
/// definition of a megabyte could otherwise ask for a megabyte of input to be gone through ten thousand times. It is counted,
/// never timed, so that a repeated node comes to the same.
/// </summary>
internal sealed class WorkBudget
{
    public const long MaxBytes = 64 * 1024 * 1024;

    /// <summary>About what one part of a list or an object takes beside its text.</summary>
    public const int PartBytes = 16;

    public long Spent { get; private set; }

    /// <exception cref="WorkExceededException">It is used up.</exception>
    public void Charge(long bytes)
    {
        Spent += bytes;
        if (Spent > MaxBytes)
        {
            throw new WorkExceededException();
        }
    }
}
