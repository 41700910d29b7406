using System.Text;
using System.Text.Json;
using CsCheck;
using Flowker.Engine.Executions;
using Flowker.Engine.Json;

namespace Flowker.Engine.Tests.Executions;

/// <summary>What is kept of the answers to failed attempts.</summary>
public sealed class AttemptResponseTests
{
    [Fact]
    public void A_small_answer_is_kept_without_its_secrets()
    {
        var kept = AttemptResponse.Of(JsonText.Parse(
            """
            {"status":503,"url":"https://bank.example/pay?api_key=s3cret","headers":{"Set-Cookie":"sid=s3cret","X-Request-Id":"7"},
             "body":{"reason":"busy","access_token":"s3cret","amount":12345678901234567890.10}}
            """))!.Value;
        Assert.DoesNotContain("s3cret", kept.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("https://bank.example/pay", kept.GetProperty("url").GetString());
        Assert.Equal("7", kept.GetProperty("headers").GetProperty("X-Request-Id").GetString());
        Assert.Equal("12345678901234567890.10", kept.GetProperty("body").GetProperty("amount").GetRawText());
        Assert.False(kept.TryGetProperty("truncated", out _));
    }

    [Fact]
    public void A_large_answer_is_kept_by_its_beginning()
    {
        var kept = AttemptResponse.Of(JsonText.Parse($$$"""{"status":500,"headers":{"A":"b"},"body":"{{{new string('é', 9000)}}}"}"""))!.Value;
        Assert.True(kept.GetProperty("truncated").GetBoolean());
        Assert.Equal(500, kept.GetProperty("status").GetInt32());
        Assert.StartsWith("ééé", kept.GetProperty("body").GetString(), StringComparison.Ordinal);
        Assert.InRange(Encoding.UTF8.GetByteCount(kept.GetRawText()), 3500, AttemptResponse.MaxBytes + 200);
    }

    [Fact]
    public void Whatever_a_provider_answers_is_kept_within_the_limit() =>
        Gen.Select(Gen.String[0, 6000], Gen.Bool).Sample((text, asText) =>
        {
            var json = JsonSerializer.Serialize(text);
            var body = asText ? json : $$"""{"deep":[{{json}},{"token":{{json}}}]}""";
            var kept = AttemptResponse.Of(JsonText.Parse($$"""{"status":500,"headers":{"X":{{json}}},"body":{{body}}}"""))!.Value;
            // Escapes may make the text longer than what it stands for.
            Assert.InRange(kept.GetRawText().Length, 1, 8 * AttemptResponse.MaxBytes);
        }, iter: 300);

    [Theory]
    [InlineData("""{"status":500,"body":"\ud800"}""")]
    [InlineData("""{"status":500,"body":{"a":"\ud800","\udfff":1}}""")]
    public void Broken_unicode_in_an_answer_breaks_nothing(string envelope)
    {
        var run = Drawn.Workflow([("t:trigger", "{}"), ("a:executor", """{"executorId":"http","retry":{"maxAttempts":2}}""")], ["t->a"]);
        var result = new CallResult { Outcome = CallOutcome.Failed, StatusCode = 500, Message = "status 500", Response = JsonText.Parse(envelope) };
        run.Answer("a", result).Crash(TimeSpan.FromSeconds(1));
        Assert.NotNull(run.Node("a").Calls[0].Response);
        run.After(TimeSpan.FromSeconds(1)).Answer("a", result).Crash(TimeSpan.Zero);
        Assert.Equal(ExecutionStatus.Failed, run.State.Status);
    }

    [Fact]
    public void Broken_unicode_in_a_success_is_kept_as_it_came()
    {
        var run = Drawn.Workflow([("t:trigger", "{}"), ("a:executor", """{"executorId":"http"}""")], ["t->a"]);
        run.Ok("a", """{"name":"\ud800"}""");
        Assert.Equal(ExecutionStatus.Completed, ExecutionFold.Fold(ExecutionEventCodec.Decode(ExecutionEventCodec.Encode([.. run.Events]))).Status);
    }

    [Fact]
    public void The_journal_keeps_a_bounded_number_of_answers_and_none_of_a_success()
    {
        var run = Drawn.Workflow(
            [("t:trigger", "{}"), ("a:executor", """{"executorId":"http","retry":{"maxAttempts":30,"initialIntervalMs":0,"maxIntervalMs":0}}""")], ["t->a"]);
        for (var attempt = 1; attempt < 20; attempt++)
        {
            run.Status("a", 503).After(TimeSpan.Zero);
        }

        run.Ok("a");
        Assert.Equal(AttemptResponse.MaxKept, run.Node("a").Calls.Count(c => c.Response is not null));
        Assert.Null(run.Node("a").Calls[^1].Response);
    }
}
