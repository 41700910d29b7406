namespace Flowker.Verify;

/// <summary>What a run came to, for scripts.</summary>
internal enum ExitCode
{
    /// <summary>Everything that was given holds.</summary>
    Holds = 0,

    /// <summary>It was changed.</summary>
    Refused = 1,

    /// <summary>
    /// The command or a file could not be read, so nothing was verified; or it is not known who signed, so nothing is proven.
    /// </summary>
    Unusable = 2,
}
