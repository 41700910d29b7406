namespace Flowker.Api.Authentication;

/// <summary>Whether a caller may pass could not be found out, since what knows it is away. That is not the caller's fault.</summary>
internal sealed class Undecided
{
    private static readonly Undecided Mark = new();

    public static void Set(HttpContext http) => http.Features.Set(Mark);

    public static bool Is(HttpContext http) => http.Features.Get<Undecided>() is not null;
}
