using Flowker.Grains.Interfaces;

namespace Flowker.Api.Authentication;

/// <summary>
/// Of a route: who has no key, or one of a role that is too weak, may pass when what lies behind it says that it wants to decide by
/// itself who is let in.
/// </summary>
internal sealed record LetIn(Func<HttpContext, Task<Reply<bool>>> AsksItself)
{
    private static readonly object Mark = new();

    /// <summary>Whether the request passed for that reason alone.</summary>
    public static bool ByTrigger(HttpContext http) => http.Items.ContainsKey(Mark);

    public static void Set(HttpContext http) => http.Items[Mark] = true;
}
