using System.Numerics;

namespace Flowker.Audit;

/// <summary>
/// The Merkle tree of RFC 6962, 2.1: leaves and nodes are hashed with different prefixes, so that none can pass for the
/// other, and a tree of any size has one shape.
/// </summary>
public static class MerkleTree
{
    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    /// <summary>Throws <see cref="ArgumentException"/> when there is no leaf.</summary>
    public static Sha256 Root(IReadOnlyList<Sha256> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return entries.Count > 0
            ? Root(entries, 0, entries.Count)
            : throw new ArgumentException("A tree has at least one leaf.", nameof(entries));
    }

    /// <summary>The hashes beside the way from the entry to the root, from below.</summary>
    public static IReadOnlyList<Sha256> Path(IReadOnlyList<Sha256> entries, int index)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, entries.Count);
        List<Sha256> path = [];
        AddPath(path, entries, 0, entries.Count, index);
        return path;
    }

    /// <summary>Whether the entry is at that place of a tree of that size with that root.</summary>
    public static bool IsProven(Sha256 entry, long index, long size, IReadOnlyList<Sha256> path, Sha256 root)
    {
        ArgumentNullException.ThrowIfNull(path);
        if (index < 0 || index >= size)
        {
            return false;
        }

        // RFC 9162, 2.1.3.2, says the same without recursion.
        var (node, last) = (index, size - 1);
        var hash = Leaf(entry);
        foreach (var beside in path)
        {
            if (last == 0)
            {
                return false;
            }

            if ((node & 1) == 1 || node == last)
            {
                hash = Node(beside, hash);
                while ((node & 1) == 0 && node != 0)
                {
                    (node, last) = (node >> 1, last >> 1);
                }
            }
            else
            {
                hash = Node(hash, beside);
            }

            (node, last) = (node >> 1, last >> 1);
        }

        return last == 0 && hash == root;
    }

    private static Sha256 Root(IReadOnlyList<Sha256> entries, int start, int count)
    {
        if (count == 1)
        {
            return Leaf(entries[start]);
        }

        var left = Split(count);
        return Node(Root(entries, start, left), Root(entries, start + left, count - left));
    }

    private static void AddPath(List<Sha256> path, IReadOnlyList<Sha256> entries, int start, int count, int index)
    {
        if (count == 1)
        {
            return;
        }

        var left = Split(count);
        if (index < left)
        {
            AddPath(path, entries, start, left, index);
            path.Add(Root(entries, start + left, count - left));
        }
        else
        {
            AddPath(path, entries, start + left, count - left, index - left);
            path.Add(Root(entries, start, left));
        }
    }

    // The largest power of two below the count.
    private static int Split(int count) => (int)(BitOperations.RoundUpToPowerOf2((uint)count) / 2);

    private static Sha256 Leaf(Sha256 entry)
    {
        Span<byte> data = stackalloc byte[1 + Sha256.Size];
        data[0] = LeafPrefix;
        entry.Bytes.CopyTo(data[1..]);
        return Sha256.Of(data);
    }

    private static Sha256 Node(Sha256 left, Sha256 right)
    {
        Span<byte> data = stackalloc byte[1 + (2 * Sha256.Size)];
        data[0] = NodePrefix;
        left.Bytes.CopyTo(data[1..]);
        right.Bytes.CopyTo(data[(1 + Sha256.Size)..]);
        return Sha256.Of(data);
    }
}
