using Flowker.Audit.Checkpoints;

namespace Flowker.Audit.Tests;

/// <summary>A public key that nobody has any more can be read from what it signed.</summary>
public sealed class SignerRecoveryTests
{
    [Fact]
    public void The_key_is_found_from_any_signature()
    {
        for (var i = 0; i < 20; i++)
        {
            using var trail = Trail.Of(4);
            Assert.Equal(trail.Key.PublicKey.Id, SignerRecovery.Of(trail.Checkpoints[0])!.Id);
        }
    }

    [Fact]
    public void A_signature_that_the_named_key_did_not_make_gives_none()
    {
        using var trail = Trail.Of(8);
        using var other = SigningKey.Create();
        var (one, two) = (trail.Checkpoints[0], trail.Checkpoints[1]);
        Assert.Null(SignerRecovery.Of(one with { Signature = two.Signature }));
        Assert.Null(SignerRecovery.Of(one with { Content = one.Content with { KeyId = other.PublicKey.Id } }));
        foreach (var broken in new byte[][] { [], [0x30], [0x30, 6, 2, 1, 0, 2, 1, 0], [0x30, 6, 2, 1, 1, 2, 1, 1], [.. Enumerable.Repeat((byte)0xff, 80)] })
        {
            Assert.Null(SignerRecovery.Of(one with { Signature = broken }));
        }
    }
}
