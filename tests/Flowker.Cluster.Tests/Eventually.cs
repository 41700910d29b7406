namespace Flowker.Cluster.Tests;

/// <summary>Waits for what must come, on a machine that may be busy.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    public static Task BecomesTrueAsync(Func<Task<bool>> condition, string otherwise) =>
        BecomesTrueAsync(condition, () => Task.FromResult(otherwise));

    public static async Task BecomesTrueAsync(Func<Task<bool>> condition, Func<Task<string>> otherwise)
    {
        var deadline = DateTime.UtcNow + Patience;
        while (!await condition())
        {
            if (DateTime.UtcNow > deadline)
            {
                Assert.Fail(await otherwise());
            }

            await Task.Delay(50);
        }
    }
}
