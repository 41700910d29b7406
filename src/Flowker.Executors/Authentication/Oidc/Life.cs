namespace Flowker.Executors.Authentication.Oidc;

/// <summary>How long something is good that was fetched, by a clock that nobody sets.</summary>
internal readonly record struct Life(long FetchedAt, TimeSpan RenewAfter, TimeSpan ExpiresAfter)
{
    public bool IsFresh(TimeProvider time) => time.GetElapsedTime(FetchedAt) < RenewAfter;

    public bool IsGood(TimeProvider time) => time.GetElapsedTime(FetchedAt) < ExpiresAfter;
}
