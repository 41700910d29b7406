namespace Flowker.Executors.Authentication.Oidc;

/// <summary>A token and what it takes to replace it. No record: its text must not get into a log by way of <c>ToString</c>.</summary>
internal sealed class AccessToken : IPerishable
{
    /// <summary>The value of the <c>Authorization</c> header.</summary>
    public required string Authorization { get; init; }

    public required string? RefreshToken { get; init; }

    public required Life Life { get; init; }
}
