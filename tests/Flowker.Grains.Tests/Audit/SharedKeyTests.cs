using System.Text;
using System.Text.Json;
using Flowker.Audit.Chain;
using Flowker.Audit.Checkpoints;
using Flowker.Grains.Audit;
using Flowker.Grains.Audit.Keys;

namespace Flowker.Grains.Tests.Audit;

/// <summary>One key for all silos of a database, whatever becomes of their folders, and what happens to those who have another.</summary>
public sealed class SharedKeyTests
{
    private static readonly TimeSpan AllButTooLong = TimeSpan.FromSeconds(59);
    private static readonly TimeSpan TooLong = TimeSpan.FromSeconds(61);

    [Theory, InlineData(false), InlineData(true)]
    public async Task Silos_without_a_folder_in_common_sign_with_one_key_and_trust_each_other(bool postgres)
    {
        await using var trail = await TrailInTest.CreateAsync(postgres);
        using var one = Silo(trail, "one");
        using var two = Silo(trail, "two");
        using var three = Silo(trail, "three");
        foreach (var silo in new[] { one, two, three })
        {
            await silo.BeginAsync();
            await trail.WriteAsync(4);
            var head = await silo.ChainAsync(Guid.NewGuid().ToString());
            Assert.All([await one.VerifyAsync(head.Sequence), await two.VerifyAsync(head.Sequence)], f => Assert.True(f.IsValid, f.Fault?.Message));
        }

        // One key, which the chain names once, and which nobody reads in the database.
        var registered = Assert.Single(await RegisteredAsync(trail));
        Assert.Equal("true", registered.Metadata.GetProperty("key.confirmed").GetString());
        Assert.Single((await trail.Checkpoints.ListAsync(0, 100)).Select(c => SignedCheckpoint.Parse(c.Body).Content.KeyId).Distinct());
        var row = (await one.Store.GetCurrentAsync())!;
        Assert.Equal((1, registered.Key.Id.ToString()), (row.Number, row.KeyId));
        Assert.DoesNotContain("PRIVATE", Encoding.Latin1.GetString(row.Sealed), StringComparison.Ordinal);
        Assert.False(File.Exists(Own(trail, "one")));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task The_silo_that_has_the_key_of_the_last_checkpoint_gives_it_to_all(bool postgres)
    {
        await using var trail = await TrailInTest.CreateAsync(postgres);
        var features = new SwitchInTest();
        using var one = Silo(trail, "one", features);
        using var two = Silo(trail, "two", features);
        var old = await SignedBeforeAsync(trail, one);
        await trail.WriteAsync(4);
        await two.ChainAsync("two");
        Assert.Equal(ChainFaultKind.UnknownKey, (await two.VerifyAsync(4)).Fault!.Kind);

        // Another one extends the chain, and cannot sign until the first one has given the key.
        features.AreShared = true;
        await two.ChainAsync("two");
        Assert.Single(await trail.Checkpoints.ListAsync(0, 10));
        await two.Custody.ServeAsync(CancellationToken.None);
        Assert.Null(await two.Store.GetCurrentAsync());
        await one.Custody.ServeAsync(CancellationToken.None);
        Assert.Equal(old, (await two.Store.GetCurrentAsync())!.KeyId);
        var head = await two.ChainAsync("two");
        Assert.All(await trail.Checkpoints.ListAsync(0, 10), c => Assert.Equal(old, SignedCheckpoint.Parse(c.Body).Content.KeyId.ToString()));
        Assert.Equal(old, Assert.Single(await RegisteredAsync(trail)).Key.Id.ToString());
        Assert.All([await one.VerifyAsync(head.Sequence), await two.VerifyAsync(head.Sequence)], f => Assert.True(f.IsValid, f.Fault?.Message));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Every_key_that_signed_is_registered_once_though_nobody_has_it_any_more(bool postgres)
    {
        await using var trail = await TrailInTest.CreateAsync(postgres);
        var features = new SwitchInTest();
        var first = Path.Combine(trail.Folder, "first.pem");
        using (var one = Silo(trail, "one", features))
        {
            await SignedBeforeAsync(trail, one);
            await File.WriteAllTextAsync(first, one.Keys.GetOwn(make: false)!.PublicKey.ExportPem());
        }

        using var two = Silo(trail, "two", features, o => o.TrustedKeyPaths.Add(first));
        await trail.WriteAsync(4);
        await two.ChainAsync("two");
        features.AreShared = true;
        using var three = Silo(trail, "two", features);
        for (var turn = 0; turn < 3; turn++)
        {
            await trail.WriteAsync(4);
            await three.ChainAsync("three");
        }

        var signers = (await trail.Checkpoints.ListAsync(0, 100)).Select(c => SignedCheckpoint.Parse(c.Body).Content.KeyId).Distinct().ToList();
        Assert.Equal(2, signers.Count);
        Assert.Equal(signers.Order(ById).ToList(), (await RegisteredAsync(trail)).Select(r => r.Key.Id).Order(ById).ToList());
        using var four = Silo(trail, "four", features);
        Assert.True((await four.VerifyAsync(1)).IsValid);
        var (standing, _) = await four.Directory.GetAsync(CancellationToken.None);
        Assert.All(signers, s => Assert.True(standing.Trusts(s) && standing.Confirms(s)));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_key_that_nobody_has_is_replaced_after_a_minute_and_the_new_one_is_unconfirmed_but_nothing_is_called_changed(bool postgres)
    {
        await using var trail = await TrailInTest.CreateAsync(postgres);
        var features = new SwitchInTest();
        string old;
        using (var one = Silo(trail, "one", features))
        {
            old = await SignedBeforeAsync(trail, one);
        }

        features.AreShared = true;
        using var two = Silo(trail, "two", features);
        await trail.WriteAsync(4);
        await two.ChainAsync("two", untilKey: AllButTooLong);
        Assert.Null(await two.Store.GetCurrentAsync());
        Assert.Equal(ChainFaultKind.UnknownKey, (await two.VerifyAsync(4)).Fault!.Kind);

        await trail.WriteAsync(4);
        var head = await two.ChainAsync("two", untilKey: TooLong);
        // The first checkpoint of the new key covers the entry that names it, though there are more than one is made for.
        var first = SignedCheckpoint.Parse((await trail.Checkpoints.ListAsync(4, 1))[0].Body).Content;
        Assert.Equal((5, 14), (first.FirstSequence, first.LastSequence));
        var registered = await RegisteredAsync(trail);
        var made = (await two.Store.GetCurrentAsync())!.KeyId;
        Assert.Equal([old, made], registered.Select(r => r.Key.Id.ToString()));
        Assert.Equal(["true", "false"], registered.Select(r => r.Metadata.GetProperty("key.confirmed").GetString()));
        Assert.Contains("No key before signed it", registered[1].Metadata.GetProperty("reason").GetString(), StringComparison.Ordinal);

        // The same on every silo, one that comes later too.
        using var three = Silo(trail, "three", features);
        foreach (var silo in new[] { two, three })
        {
            var finding = await silo.VerifyAsync(head.Sequence);
            Assert.Equal((ChainFaultKind.UnconfirmedKey, made), (finding.Fault!.Kind, finding.Fault.Key.ToString()));
            Assert.Equal(head.Sequence, finding.Checked);
            Assert.Contains("unconfirmed key", finding.Fault.Message, StringComparison.Ordinal);
        }

        var (standing, _) = await three.Directory.GetAsync(CancellationToken.None);
        Assert.True(standing.Trusts(registered[1].Key.Id) && !standing.Confirms(registered[1].Key.Id) && standing.Confirms(registered[0].Key.Id));

        // Whoever runs the service can confirm it; and a change is still one.
        var path = Path.Combine(trail.Folder, "made.pem");
        await File.WriteAllTextAsync(path, registered[1].Key.ExportPem());
        using var four = Silo(trail, "four", features, o => o.TrustedKeyPaths.Add(path));
        Assert.True((await four.VerifyAsync(head.Sequence)).IsValid);
        await trail.TamperAsync("update audit_events set actor_id = 'nobody' where id = (select id from audit_chain where seq = 2)");
        Assert.Equal(new ChainFault(2, ChainFaultKind.Content), (await three.VerifyAsync(head.Sequence)).Fault);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_key_that_is_made_for_a_lost_one_signs_though_its_maker_died_before_it_did(bool postgres)
    {
        await using var trail = await TrailInTest.CreateAsync(postgres);
        var features = new SwitchInTest();
        using (var one = Silo(trail, "one", features))
        {
            await SignedBeforeAsync(trail, one);
        }

        features.AreShared = true;
        using (var two = Silo(trail, "two", features))
        {
            await trail.WriteAsync(4);
            await two.ChainAsync("two", sign: false, untilKey: TooLong);
        }

        using var three = Silo(trail, "three", features);
        var head = await three.ChainAsync("three");
        Assert.Equal(1, (await three.Store.GetCurrentAsync())!.Number);
        Assert.Equal(ChainFaultKind.UnconfirmedKey, (await three.VerifyAsync(head.Sequence)).Fault!.Kind);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_key_that_another_living_silo_has_in_a_file_is_not_replaced(bool postgres)
    {
        await using var trail = await TrailInTest.CreateAsync(postgres);
        var features = new SwitchInTest { AreShared = true };
        using var one = Silo(trail, "one", features, o => o.SigningKeyPath = Path.Combine(trail.Folder, "file.pem"));
        await one.BeginAsync();
        await trail.WriteAsync(4);
        await one.ChainAsync("one");
        Assert.Null(await one.Store.GetCurrentAsync());

        using var two = Silo(trail, "two", features);
        for (var minute = 0; minute < 3; minute++)
        {
            Assert.Null(await two.Custody.ForAsync(await LastAsync(trail), CancellationToken.None));
            one.Time.Advance(TooLong);
            two.Time.Advance(TooLong);
            await one.Custody.ServeAsync(CancellationToken.None);
            Assert.True(await two.Custody.IsElsewhereAsync(CancellationToken.None));
        }

        // When its silo is gone, somebody has to go on.
        two.Time.Advance(TooLong);
        Assert.False(await two.Custody.IsElsewhereAsync(CancellationToken.None));
        two.Custody.Begin();
        Assert.Null(await two.Custody.ForAsync(await LastAsync(trail), CancellationToken.None));
        two.Time.Advance(AllButTooLong);
        Assert.Null(await two.Custody.ForAsync(await LastAsync(trail), CancellationToken.None));
        two.Time.Advance(TooLong);
        Assert.NotNull(await two.Custody.ForAsync(await LastAsync(trail), CancellationToken.None));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_process_whose_file_holds_a_key_of_another_trail_does_not_start(bool postgres)
    {
        await using var trail = await TrailInTest.CreateAsync(postgres);
        var features = new SwitchInTest { AreShared = true };
        using var one = Silo(trail, "one", features);
        await trail.WriteAsync(4);
        await one.ChainAsync("one");
        var path = Path.Combine(trail.Folder, "foreign.pem");
        using (var missing = Silo(trail, "two", features, o => o.SigningKeyPath = path))
        {
            Assert.Contains("Flowker:Audit:SigningKeyPath", (await Assert.ThrowsAsync<InvalidOperationException>(missing.BeginAsync)).Message, StringComparison.Ordinal);
            Assert.False(File.Exists(path));
        }

        using var foreign = SigningKey.Create();
        await File.WriteAllTextAsync(path, foreign.ExportPem());
        using var two = Silo(trail, "two", features, o => o.SigningKeyPath = path);
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(two.BeginAsync);
        Assert.Contains("Flowker:Audit:SigningKeyPath", refused.Message, StringComparison.Ordinal);
        Assert.Contains(foreign.PublicKey.Id.ToString(), refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("PRIVATE", refused.ToString(), StringComparison.Ordinal);

        // One that lies in the default place by chance stops nothing, whatever it is.
        foreach (var text in new[] { foreign.ExportPem(), "garbage" })
        {
            await File.WriteAllTextAsync(Own(trail, "three"), text);
            using var three = Silo(trail, "three", features);
            await three.BeginAsync();
            await trail.WriteAsync(4);
            Assert.True((await three.VerifyAsync((await three.ChainAsync("three")).Sequence)).IsValid);
        }

        // Nor before keys were shared, when each silo had its own.
        using var before = Silo(trail, "three", new SwitchInTest());
        await before.BeginAsync();
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_key_is_changed_by_naming_the_next_one_first(bool postgres)
    {
        await using var trail = await TrailInTest.CreateAsync(postgres);
        var features = new SwitchInTest { AreShared = true };
        var (first, next) = (Pem(trail, "first"), Pem(trail, "next"));
        using var unnamed = Silo(trail, "one", features, o => o.SigningKeyPath = first.Private);
        await trail.WriteAsync(4);
        await unnamed.ChainAsync("one");
        using var early = Silo(trail, "two", features, o => (o.SigningKeyPath, _) = (next.Private, Trust(o, first.Public)));
        await Assert.ThrowsAsync<InvalidOperationException>(early.BeginAsync);

        using var one = Silo(trail, "one", features, o => (o.SigningKeyPath, _) = (first.Private, Trust(o, next.Public)));
        await trail.WriteAsync(4);
        await one.ChainAsync("one");
        await trail.WriteAsync(4);
        await one.ChainAsync("one");
        using var two = Silo(trail, "two", features, o => (o.SigningKeyPath, _) = (next.Private, Trust(o, first.Public)));
        await two.BeginAsync();
        await trail.WriteAsync(8);
        var head = await two.ChainAsync("two");
        Assert.Equal(SigningKeyFile.ReadPublic(next.Public).Id, (await LastAsync(trail)).Content.KeyId);
        Assert.All([await one.VerifyAsync(head.Sequence), await two.VerifyAsync(head.Sequence)], f => Assert.True(f.IsValid, f.Fault?.Message));

        // Who knows the first key alone is led to the next one by the chain.
        Assert.True((await unnamed.VerifyAsync(head.Sequence)).IsValid);
        var (standing, _) = await unnamed.Directory.GetAsync(CancellationToken.None);
        Assert.All(standing.Keys, k => Assert.True(standing.Confirms(k.Id)));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_registration_that_was_put_in_or_changed_is_tampering_and_makes_no_key_trusted(bool postgres)
    {
        await using var trail = await TrailInTest.CreateAsync(postgres);
        using var one = Silo(trail, "one");
        await trail.WriteAsync(8);
        await one.ChainAsync("one");
        await trail.WriteAsync(8);
        var head = await one.ChainAsync("one");
        using var forger = SigningKey.Create();
        var metadata = $$"""{"key.confirmed":"true","key.id":"{{forger.PublicKey.Id}}","key.public_key":"{{Convert.ToBase64String(forger.PublicKey.ExportInfo())}}","reason":"x"}""";
        var at = (await RegisteredAsync(trail))[0].Sequence;
        await trail.TamperAsync($"update audit_events set metadata = '{metadata}' where id = (select id from audit_chain where seq = {at})");
        Assert.Equal(new ChainFault(at, ChainFaultKind.Content), (await one.VerifyAsync(head.Sequence)).Fault);
        Assert.Equal(new ChainFault(at, ChainFaultKind.Content), (await one.VerifyAsync(1)).Fault);
        using var two = Silo(trail, "two");
        var (standing, _) = await two.Directory.GetAsync(CancellationToken.None);
        Assert.False(standing.Trusts(forger.PublicKey.Id));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Events_that_name_keys_stay_when_old_events_are_removed(bool postgres)
    {
        await using var trail = await TrailInTest.CreateAsync(postgres);
        using var one = Silo(trail, "one");
        await trail.WriteAsync(8);
        await one.ChainAsync("one");
        await trail.WriteAsync(8);
        await one.ChainAsync("one");
        var through = (await LastAsync(trail)).Content.LastSequence;
        var at = Assert.Single(await RegisteredAsync(trail)).Sequence;
        Assert.True(at <= through);
        Assert.True(await trail.Checkpoints.AllowRemovalAsync(through, AuditEvents.Make(
            "AUDIT_REMOVAL_ALLOWED", "DELETE", AuditEvents.Trail, Guid.Empty, AuditEvents.Engine, DateTimeOffset.UtcNow, "{}")));
        await trail.RemoveAsync(through);
        Assert.Equal([at], (await trail.Chain.ReadAsync(1, (int)through)).Where(r => r.Event is not null).Select(r => r.Sequence));
        await trail.WriteAsync(8);
        var head = await one.ChainAsync("one");
        Assert.True((await one.VerifyAsync(head.Sequence)).IsValid);
    }

    private static IComparer<Flowker.Audit.Sha256> ById { get; } = Comparer<Flowker.Audit.Sha256>.Create((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));

    private static string Own(TrailInTest trail, string name)
    {
        var folder = Directory.CreateDirectory(Path.Combine(trail.Folder, "silos", name)).FullName;
        return Path.Combine(folder, "signing-key.pem");
    }

    // Each has a folder of its own.
    private static SiloInTest Silo(TrailInTest trail, string name, SwitchInTest? features = null, Action<AuditOptions>? change = null)
    {
        var options = new AuditOptions { DefaultSigningKeyPath = Own(trail, name), CheckpointEvents = 4 };
        change?.Invoke(options);
        return new SiloInTest(trail, options, features ?? new SwitchInTest { AreShared = true });
    }

    // The id of the key with which one checkpoint was signed as it was before keys were shared.
    private static async Task<string> SignedBeforeAsync(TrailInTest trail, SiloInTest silo)
    {
        await trail.WriteAsync(4);
        await silo.ChainAsync("before");
        Assert.Empty(await RegisteredAsync(trail));
        return (await LastAsync(trail)).Content.KeyId.ToString();
    }

    private static async Task<SignedCheckpoint> LastAsync(TrailInTest trail) => SignedCheckpoint.Parse((await trail.Checkpoints.GetLastAsync())!.Body);

    private static async Task<List<(long Sequence, VerificationKey Key, JsonElement Metadata)>> RegisteredAsync(TrailInTest trail) =>
    [
        .. (await trail.Chain.ReadAsync(1, 1_000))
            .Where(r => r.Event?.EventType == KeyRegistration.EventType)
            .Select(r => (r.Sequence, KeyRegistration.Read(r.Sequence, r.Event!.Metadata)!.Key, JsonElement.Parse(r.Event.Metadata))),
    ];

    private static (string Private, string Public) Pem(TrailInTest trail, string name)
    {
        using var key = SigningKey.Create();
        var (secret, open) = (Path.Combine(trail.Folder, $"{name}.pem"), Path.Combine(trail.Folder, $"{name}.pub.pem"));
        File.WriteAllText(secret, key.ExportPem());
        File.WriteAllText(open, key.PublicKey.ExportPem());
        return (secret, open);
    }

    private static bool Trust(AuditOptions options, string path)
    {
        options.TrustedKeyPaths.Add(path);
        return true;
    }
}
