namespace Flowker.Engine.Guards;

/// <summary>Divides a number of permits among those who want some.</summary>
public static class FairShares
{
    /// <summary>
    /// Nobody gets more than it wants as long as another wants it too; what nobody wants is divided evenly. When permits are
    /// fewer than askers, those that stand first get one. The shares add up to <paramref name="total"/> at most.
    /// </summary>
    public static int[] Divide(int total, IReadOnlyList<int> wants)
    {
        ArgumentNullException.ThrowIfNull(wants);
        var shares = new int[wants.Count];
        var left = total;
        List<int> open = [.. Enumerable.Range(0, wants.Count).Where(i => wants[i] > 0)];
        while (left > 0 && open.Count > 0)
        {
            var each = left / open.Count;
            if (each == 0)
            {
                foreach (var i in open.Take(left))
                {
                    shares[i]++;
                }

                return shares;
            }

            foreach (var i in open)
            {
                var more = Math.Min(each, wants[i] - shares[i]);
                shares[i] += more;
                left -= more;
            }

            open.RemoveAll(i => shares[i] >= wants[i]);
        }

        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] += left / shares.Length;
        }

        return shares;
    }
}
