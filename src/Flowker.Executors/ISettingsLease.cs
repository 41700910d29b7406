namespace Flowker.Executors;

/// <summary>
/// The right to call a provider with its configuration as it was read. Whoever changes the configuration waits for those who are
/// within, so that nothing is sent with the old settings once the change is answered. Thread-safe.
/// </summary>
public interface ISettingsLease
{
    /// <summary>False when the settings may not be used any more. What is true must be followed by <see cref="Exit"/>, soon.</summary>
    bool TryEnter();

    void Exit();
}

/// <summary>The provider's configuration changed before anything was sent: the call is to be made with the new one.</summary>
public sealed class SettingsOutdatedException() : IOException("The provider's settings changed before the request was sent.");
