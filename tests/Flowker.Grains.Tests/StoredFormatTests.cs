using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;
using Flowker.Engine.Webhooks;
using Flowker.Grains.Executions;
using Flowker.Grains.Lists;
using Flowker.Grains.Schedules;

namespace Flowker.Grains.Tests;

/// <summary>
/// Formats that version 0.1 stored, or that clients keep. These files are never written anew: what is in them is in the databases of
/// users. A change of a format adds a file.
/// </summary>
public sealed class StoredFormatTests
{
    // As grain storage writes.
    private static readonly JsonSerializerOptions Storage = new() { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    [Fact]
    public void Waits()
    {
        var stored = Read("0.1-waiting-on.json");
        var waits = ExecutionSummaries.Waits(stored);
        Assert.Equal(
            ["retry c 5", "circuitBreaker c 2 2a17d312-3519-46a0-b783-e85cc9192dec", "limit c 1 a2f39c64-68a5-4a87-8a2f-645e511d7816"],
            waits.Select(w => $"{w.Type} {w.NodeId} {w.Attempt} {w.ProviderConfigId}".TrimEnd()));
        Assert.All(waits, w => Assert.True(w.Until > w.Since && w.Reason!.Length > 0));
        Assert.Equal(stored, ExecutionSummaries.Text(waits));
    }

    [Fact]
    public void Webhook_guards()
    {
        var guard = JsonSerializer.Deserialize<WebhookGuard>(Read("0.1-webhook-guard.json"))!;
        Assert.Equal(
            ("open sesame", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr", "webhook-signature", 300),
            (guard.Token, guard.Signature!.Secret, guard.Signature.Header, guard.Signature.ToleranceSeconds));
        Assert.Equal(Read("0.1-webhook-guard.json"), JsonSerializer.Serialize(guard));
    }

    [Fact]
    public void Secrets_of_triggers()
    {
        var secrets = JsonSerializer.Deserialize<ImmutableDictionary<string, TriggerSecret>>(Read("0.1-trigger-secrets.json"))!;
        Assert.Equal(("open sesame", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqr"), (secrets["hook"].VerifyToken, secrets["hook"].SigningSecret));
        Assert.Equal(Read("0.1-trigger-secrets.json"), JsonSerializer.Serialize(secrets));
    }

    [Fact]
    public void States_of_schedules()
    {
        var state = JsonSerializer.Deserialize<ScheduleState>(Read("0.1-schedule-state.json"), Storage)!;
        Assert.Equal(2, state.Progress.WorkflowVersion);
        Assert.Equal(
            new TriggerProgress(new DateTimeOffset(2026, 11, 30, 14, 11, 33, TimeSpan.Zero).AddMicroseconds(604_651)), state.Progress.Triggers["clock"]);
        Assert.Equal(Read("0.1-schedule-state.json"), JsonSerializer.Serialize(state, Storage));
    }

    [Theory]
    [InlineData(0, "executions||||||", "startedAt")]
    [InlineData(1, "workflows||", "name")]
    [InlineData(2, "audit|||||||||", "id")]
    public void Cursors(int line, string filters, string sort)
    {
        var text = Read("0.1-cursors.txt").Split('\n')[line];
        Assert.True(ListCursor.TryRead(text, filters, out var cursor));
        Assert.Equal(sort, cursor!.SortBy);
        Assert.Equal(text, cursor.ToText());
    }

    private static string Read(string name) => File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "StoredFormats", name)).TrimEnd('\n');
}
