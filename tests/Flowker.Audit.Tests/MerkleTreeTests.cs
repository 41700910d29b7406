using CsCheck;

namespace Flowker.Audit.Tests;

/// <summary>A path proves the entry that it was made for, at its place, in its tree, and nothing else.</summary>
public sealed class MerkleTreeTests
{
    private static readonly Gen<Sha256[]> Entries = Gen.Byte.Array[Sha256.Size].Select(b => new Sha256(b)).Array[1, 70];

    [Fact]
    public void Every_entry_of_a_tree_of_any_size_is_proven() => Entries.Sample(entries =>
    {
        var root = MerkleTree.Root(entries);
        return Enumerable.Range(0, entries.Length).All(i =>
            MerkleTree.IsProven(entries[i], i, entries.Length, MerkleTree.Path(entries, i), root));
    });

    [Fact]
    public void A_path_is_as_long_as_the_tree_is_high() => Entries.Sample(entries =>
        MerkleTree.Path(entries, entries.Length - 1).Count <= Math.Ceiling(Math.Log2(Math.Max(1, entries.Length))));

    [Fact]
    public void Nothing_else_is_proven() => Gen.Select(Entries, Gen.Int[0, 1_000_000], Gen.Int[0, 255], Gen.Int[0, 5]).Sample((entries, at, bit, what) =>
    {
        var index = at % entries.Length;
        var root = MerkleTree.Root(entries);
        var path = MerkleTree.Path(entries, index);
        return what switch
        {
            0 => !MerkleTree.IsProven(Flip(entries[index], bit), index, entries.Length, path, root),
            1 => !MerkleTree.IsProven(entries[index], index, entries.Length, path, Flip(root, bit)),
            2 => path.Count == 0 || !MerkleTree.IsProven(
                entries[index], index, entries.Length, [.. path.Select((h, i) => i == at % path.Count ? Flip(h, bit) : h)], root),
            3 => !MerkleTree.IsProven(entries[index], index, entries.Length, [.. path, root], root),
            4 => path.Count == 0 || !MerkleTree.IsProven(entries[index], index, entries.Length, [.. path.Skip(1)], root),
            _ => entries.Length == 1 || !MerkleTree.IsProven(entries[index], (index + 1) % entries.Length, entries.Length, path, root),
        };
    });

    [Fact]
    public void A_node_cannot_pass_for_an_entry()
    {
        Sha256[] entries = [Sha256.Of("a"u8), Sha256.Of("b"u8)];
        byte[] node = [.. entries[0].Bytes, .. entries[1].Bytes];
        Assert.NotEqual(MerkleTree.Root(entries), MerkleTree.Root([Sha256.Of(node)]));
    }

    [Fact]
    public void A_place_outside_of_the_tree_is_not_proven()
    {
        Sha256[] entries = [Sha256.Of("a"u8)];
        var root = MerkleTree.Root(entries);
        Assert.False(MerkleTree.IsProven(entries[0], -1, 1, [], root));
        Assert.False(MerkleTree.IsProven(entries[0], 1, 1, [], root));
        Assert.False(MerkleTree.IsProven(entries[0], 0, 0, [], root));
        Assert.Throws<ArgumentException>(() => MerkleTree.Root([]));
    }

    private static Sha256 Flip(Sha256 hash, int bit)
    {
        var bytes = hash.ToArray();
        bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        return new Sha256(bytes);
    }
}
