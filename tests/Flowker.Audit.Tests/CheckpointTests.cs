using Flowker.Audit.Checkpoints;

namespace Flowker.Audit.Tests;

/// <summary>Who signed what.</summary>
public sealed class CheckpointTests
{
    [Fact]
    public void A_checkpoint_survives_its_text_and_is_verified_by_its_key()
    {
        using var trail = Trail.Of(8);
        foreach (var checkpoint in trail.Checkpoints)
        {
            var read = SignedCheckpoint.Parse(checkpoint.ToJson());
            Assert.Equal(checkpoint, read);
            Assert.True(new TrustedKeys([VerificationKey.FromPem(trail.Key.PublicKey.ExportPem())]).Verify(read));
        }

        Assert.Equal(trail.Checkpoints[0].Content.Hash, trail.Checkpoints[1].Content.Previous);
    }

    [Fact]
    public void Each_change_of_a_checkpoint_breaks_its_signature()
    {
        using var trail = Trail.Of(8);
        var (content, signature) = (trail.Checkpoints[1].Content, trail.Checkpoints[1].Signature);
        Checkpoint[] changes =
        [
            content with { Chain = Guid.NewGuid() },
            content with { FirstSequence = content.FirstSequence - 1 },
            content with { LastSequence = content.LastSequence + 1 },
            content with { HeadHash = content.MerkleRoot },
            content with { MerkleRoot = content.HeadHash },
            content with { Time = content.Time.AddMicroseconds(1) },
            content with { Previous = null },
            content with { Previous = content.HeadHash },
            content with { KeyId = content.HeadHash },
        ];
        Assert.All(changes, c => Assert.False(trail.Trusted.Verify(new SignedCheckpoint(c, signature))));
    }

    [Fact]
    public void Another_key_signs_for_itself_alone()
    {
        using var trail = Trail.Of(4);
        using var other = SigningKey.Create();
        var content = trail.Checkpoints[0].Content with { KeyId = other.PublicKey.Id };
        Assert.False(trail.Trusted.Verify(other.Sign(content)));
        Assert.Throws<ArgumentException>(() => other.Sign(trail.Checkpoints[0].Content));
        Assert.True(new TrustedKeys([trail.Key.PublicKey, other.PublicKey]).Verify(other.Sign(content)));
    }

    [Fact]
    public void A_key_survives_its_text()
    {
        using var key = SigningKey.Create();
        using var again = SigningKey.FromPem(key.ExportPem());
        Assert.Equal(key.PublicKey.Id, again.PublicKey.Id);
    }

    [Theory]
    [InlineData("")]
    [InlineData("no key")]
    [InlineData("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----")]
    public void What_is_no_key_is_refused_without_its_text(string pem)
    {
        Assert.DoesNotContain("AAAA", Assert.Throws<FormatException>(() => SigningKey.FromPem(pem)).Message, StringComparison.Ordinal);
        Assert.Throws<FormatException>(() => VerificationKey.FromPem(pem));
    }

    [Fact]
    public void Keys_of_other_curves_and_public_keys_are_no_signing_keys()
    {
        using var other = System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP384);
        using var key = SigningKey.Create();
        Assert.Throws<FormatException>(() => SigningKey.FromPem(other.ExportPkcs8PrivateKeyPem()));
        Assert.Throws<FormatException>(() => VerificationKey.FromPem(other.ExportSubjectPublicKeyInfoPem()));
        Assert.Throws<FormatException>(() => SigningKey.FromPem(key.PublicKey.ExportPem()));
    }

    [Fact]
    public void A_line_that_the_service_did_not_publish_is_refused()
    {
        using var trail = Trail.Of(8);
        using var other = SigningKey.Create();
        var lines = trail.Checkpoints.Select(c => c.ToJson()).ToList();
        var published = PublishedCheckpoints.Read([.. lines, ""], trail.Trusted);
        Assert.All(trail.Checkpoints, c => Assert.True(published.Holds(c.Content)));
        lines.Add(other.Sign(trail.Checkpoints[0].Content with { KeyId = other.PublicKey.Id }).ToJson());
        Assert.Throws<FormatException>(() => PublishedCheckpoints.Read(lines, trail.Trusted));
        Assert.Throws<FormatException>(() => PublishedCheckpoints.Read(["{}"], trail.Trusted));
    }
}
