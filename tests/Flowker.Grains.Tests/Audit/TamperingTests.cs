using Flowker.Audit.Chain;
using Flowker.Grains.Audit.Chain;

namespace Flowker.Grains.Tests.Audit;

/// <summary>Whatever is done to a stored trail is found, by someone who holds the public key.</summary>
public sealed class TamperingTests
{
    private const int Events = 11;

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_trail_that_nobody_touched_is_valid(bool postgres)
    {
        await using var trail = await WrittenAsync(postgres);
        Assert.Equal((Events, null), (await trail.VerifyAsync(Events)).Deconstructed());

        // On to the checkpoint that covers it.
        Assert.Equal((8, null), (await trail.VerifyAsync(5)).Deconstructed());
        Assert.Equal((4, null), (await trail.VerifyAsync(5, fromCheckpoint: true)).Deconstructed());
        Assert.Equal((3, null), (await trail.VerifyAsync(Events, fromCheckpoint: true)).Deconstructed());
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Changed_content_is_found(bool postgres)
    {
        string[] columns = ["event_type", "action", "result", "resource_type", "resource_id", "actor_type", "actor_id", "actor_ip", "metadata", "context"];
        await using var trail = await WrittenAsync(postgres);
        foreach (var column in columns)
        {
            var where = "where id = (select id from audit_chain where seq = 6)";
            await trail.TamperAsync($"update audit_events set {column} = {column} || 'x' {where}");
            Assert.Equal(new ChainFault(6, ChainFaultKind.Content), (await trail.VerifyAsync(Events)).Fault);
            await trail.TamperAsync($"update audit_events set {column} = substr({column}, 1, length({column}) - 1) {where}");
            Assert.True((await trail.VerifyAsync(Events)).IsValid);
        }
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_removed_event_is_found(bool postgres)
    {
        await using var trail = await WrittenAsync(postgres);
        await trail.TamperAsync("delete from audit_events where id = (select id from audit_chain where seq = 6)");
        Assert.Equal(6, (await trail.VerifyAsync(Events)).Fault!.Sequence);
        await trail.TamperAsync("delete from audit_chain where seq = 6");
        Assert.Equal(new ChainFault(6, ChainFaultKind.Missing), (await trail.VerifyAsync(Events)).Fault);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Swapped_events_are_found(bool postgres)
    {
        await using var trail = await WrittenAsync(postgres);
        await trail.TamperAsync(
            """
            update audit_chain set id = -6 where seq = 6;
            update audit_chain set id = (select id - 1 from audit_chain where seq = 7) where seq = 7 and id > 0;
            update audit_chain set id = (select id + 1 from audit_chain where seq = 7) where seq = 6
            """);
        Assert.Equal(new ChainFault(6, ChainFaultKind.Content), (await trail.VerifyAsync(Events)).Fault);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_cut_tail_is_found(bool postgres)
    {
        const string cut =
            """
            delete from audit_events where id in (select id from audit_chain where seq > 6);
            delete from audit_chain where seq > 6;
            update audit_chain_head set seq = 6, hash = (select hash from audit_chain where seq = 6)
            """;
        await using var trail = await WrittenAsync(postgres);
        await trail.PublishAsync();
        await trail.TamperAsync(cut);
        Assert.Equal(new ChainFault(7, ChainFaultKind.Missing), (await trail.VerifyAsync(3)).Fault);

        // Who takes the checkpoints away too is found by those that were published.
        await trail.TamperAsync("delete from audit_checkpoints where last_seq > 4");
        Assert.Equal(new ChainFault(5, ChainFaultKind.Missing), (await trail.VerifyAsync(3)).Fault);
        File.Delete(trail.Options.CheckpointFile!);
        Assert.True((await trail.VerifyAsync(3)).IsValid);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_chain_that_was_computed_anew_without_the_key_is_found(bool postgres)
    {
        await using var trail = await WrittenAsync(postgres);
        await trail.TamperAsync("update audit_events set actor_id = 'nobody' where id = (select id from audit_chain where seq = 6)");
        await RecomputeAsync(trail, from: 6);
        Assert.Equal(new ChainFault(8, ChainFaultKind.Checkpoint), (await trail.VerifyAsync(Events)).Fault);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Checkpoints_that_another_key_signed_are_not_trusted(bool postgres)
    {
        await using var trail = await WrittenAsync(postgres);
        var key = (await trail.Silo.Keys.GetSigningAsync(CancellationToken.None))!.PublicKey.Id;
        trail.LoseKey();
        var finding = await trail.VerifyAsync(3);
        Assert.Equal(new ChainFault(1, ChainFaultKind.UnknownKey) { Key = key }, finding.Fault);
        Assert.False(finding.IsValid);
        Assert.DoesNotContain("anew", finding.Fault!.Message, StringComparison.Ordinal);

        // What was changed is found by those who do not know the key, too.
        await trail.TamperAsync("update audit_events set actor_id = 'nobody' where id = (select id from audit_chain where seq = 2)");
        Assert.Equal(new ChainFault(2, ChainFaultKind.Content), (await trail.VerifyAsync(3)).Fault);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_chain_that_was_signed_anew_with_another_key_differs_from_the_copy_outside(bool postgres)
    {
        await using var trail = await WrittenAsync(postgres);
        await trail.PublishAsync();
        var key = (await trail.Silo.Keys.GetSigningAsync(CancellationToken.None))!.PublicKey.Id;
        trail.LoseKey();
        await trail.TamperAsync("delete from audit_checkpoints");
        await trail.ChainAsync();
        Assert.Equal(new ChainFault(5, ChainFaultKind.UnknownKey) { Key = key }, (await trail.VerifyAsync(3)).Fault);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task Changed_checkpoints_are_found(bool postgres)
    {
        await using var trail = await WrittenAsync(postgres);
        await trail.TamperAsync("update audit_checkpoints set body = replace(body, '2', '3') where last_seq = 4");
        Assert.Equal(ChainFaultKind.Checkpoint, (await trail.VerifyAsync(Events)).Fault!.Kind);
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task What_was_removed_by_the_procedure_is_no_fault(bool postgres)
    {
        await using var trail = await WrittenAsync(postgres);
        Assert.True(await trail.Checkpoints.AllowRemovalAsync(4, Record()));
        await trail.ChainAsync();
        await trail.TamperAsync("delete from audit_events where id in (select id from audit_chain where seq <= 4)");
        Assert.Equal((Events + 1 - 4, null), (await trail.VerifyAsync(Events + 1)).Deconstructed());
        await trail.TamperAsync("delete from audit_events where id in (select id from audit_chain where seq = 5)");
        Assert.Equal(5, (await trail.VerifyAsync(Events + 1)).Fault!.Sequence);
    }

    private static async Task<TrailInTest> WrittenAsync(bool postgres)
    {
        var trail = await TrailInTest.CreateAsync(postgres);
        await trail.WriteAsync(Events);
        Assert.Equal(Events, (await trail.ChainAsync()).Sequence);
        return trail;
    }

    private static Storage.Audit.AuditEntry Record() => Grains.Audit.AuditEvents.Make(
        "AUDIT_REMOVAL_ALLOWED", "DELETE", "audit_trail", Guid.Empty, Grains.Audit.AuditEvents.Engine, DateTimeOffset.UtcNow, "{}");

    private static async Task RecomputeAsync(TrailInTest trail, long from)
    {
        var rows = await trail.Chain.ReadAsync(from - 1, 1_000);
        var previous = rows[0].Hash.ToHash();
        foreach (var row in rows.Skip(1))
        {
            previous = EntryHash.Of(row.Event!.At(row.Sequence), previous);
            var literal = trail.IsPostgres ? $"'\\x{previous}'" : $"x'{previous}'";
            await trail.TamperAsync($"update audit_chain set hash = {literal} where seq = {row.Sequence}");
        }
    }
}

file static class Findings
{
    public static (long Checked, ChainFault? Fault) Deconstructed(this Grains.Audit.AuditFinding finding) => (finding.Checked, finding.Fault);
}
