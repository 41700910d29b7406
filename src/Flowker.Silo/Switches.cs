namespace Flowker.Silo;

/// <summary>Settings that are true or false, whoever named them.</summary>
public static class Switches
{
    /// <summary>
    /// Null when it is not set, or empty. Throws <see cref="InvalidOperationException"/>, naming the setting, for any other word than the few that
    /// mean one or the other: a switch that is meant to protect must not be off because of its spelling.
    /// </summary>
    public static bool? Read(IConfiguration configuration, string name)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return configuration[name]?.Trim() switch
        {
            null or "" => null,
            "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
            "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
            _ => throw new InvalidOperationException($"{name} must be true or false."),
        };
    }
}
