namespace Flowker.Executors.Authentication.Oidc;

/// <summary>What is kept until its end, and replaced somewhat earlier.</summary>
internal interface IPerishable
{
    Life Life { get; }
}

/// <summary>
/// A value that many need and that one of them fetches, while the others wait for that fetch. A fetch belongs to none of
/// them: who gives up waiting does not end it. While the old value is still good, a fetch that fails troubles nobody.
/// </summary>
internal sealed class SharedValue<T>(TimeProvider time)
    where T : class, IPerishable
{
    private readonly Lock _lock = new();
    private T? _value;
    private Task<T>? _fetch;

    /// <summary>True when nothing is lost by forgetting this.</summary>
    public bool IsIdle
    {
        get
        {
            lock (_lock)
            {
                return _fetch is null && (_value is null || !_value.Life.IsGood(time));
            }
        }
    }

    /// <param name="fetch">Gets the value to replace, if there is one, expired or not.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<(T Value, bool Kept)> GetAsync(Func<T?, Task<T>> fetch, CancellationToken cancellationToken)
    {
        T? old;
        Task<T> pending;
        lock (_lock)
        {
            old = _value;
            if (old is not null && old.Life.IsFresh(time))
            {
                return (old, true);
            }

            pending = _fetch ??= Start(fetch, old);
        }

        try
        {
            return (await pending.WaitAsync(cancellationToken).ConfigureAwait(false), false);
        }
        catch (Exception e) when (e is CredentialsUnavailableException && old is not null && old.Life.IsGood(time))
        {
            return (old, true);
        }
    }

    /// <summary>Lets go of the value, unless it has been replaced already.</summary>
    public void Discard(T value)
    {
        lock (_lock)
        {
            _value = ReferenceEquals(_value, value) ? null : _value;
        }
    }

    private Task<T> Start(Func<T?, Task<T>> fetch, T? old)
    {
        // Without the flow of the caller who happens to be first: what it notes of its own request is not for all.
        using var alone = ExecutionContext.SuppressFlow();
        return Task.Run(async () =>
        {
            try
            {
                var value = await fetch(old).ConfigureAwait(false);
                lock (_lock)
                {
                    _value = value;
                }

                return value;
            }
            finally
            {
                lock (_lock)
                {
                    _fetch = null;
                }
            }
        });
    }
}
