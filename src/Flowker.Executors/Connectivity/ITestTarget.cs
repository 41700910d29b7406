namespace Flowker.Executors.Connectivity;

/// <summary>Where a test goes and what proves who asks: what the provider's executors use. Source: <c>spec/reference-engine.md</c>, 4.3 to 4.5.</summary>
internal interface ITestTarget
{
    Uri Url { get; }

    bool HasCredentials { get; }

    /// <summary>Something else than headers proves who asks.</summary>
    bool HasAuthenticator { get; }

    /// <summary>Headers that the configuration adds.</summary>
    int HeaderCount { get; }

    /// <summary>Null when the answer broke off. Throws what sending throws.</summary>
    Task<ProbeAnswer?> GetAsync(bool withCredentials, CancellationToken cancellationToken);
}

/// <summary>An answer to one GET. <see cref="KnowsCaller"/> is null where the status alone must tell.</summary>
internal sealed record ProbeAnswer(int Status, long BodyLength, string? ContentType, bool? KnowsCaller = null);
