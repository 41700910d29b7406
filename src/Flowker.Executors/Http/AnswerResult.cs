using Flowker.Engine.Executions;
using Flowker.Engine.Json;

namespace Flowker.Executors.Http;

/// <summary>
/// What an answer counts as. The status decides; the body only where the status is a success: cut off at the size limit it
/// or nested too deeply it is a rejection (a repeat would be no other), broken off it leaves unknown what the provider did.
/// Source: <c>spec/decisions.md</c>, "Retry", "Success", "Sizes".
/// </summary>
internal static class AnswerResult
{
    public static CallResult From(HttpAnswer answer, HttpCall call, DateTimeOffset now)
    {
        var content = AnswerContent.Read(answer);
        var result = new CallResult
        {
            Outcome = CallOutcome.Success,
            StatusCode = answer.Status,
            Response = AnswerEnvelope.Build(answer, content, call.Target.Url),
            RetryAfter = answer.RetryAfter.From(now),
            ResponseSha256 = answer.Body is { End: BodyEnd.Whole, Bytes.IsEmpty: false } body ? Sha256Hex.Of(body.Bytes.Span) : null,
        };
        if (!call.Success.Contains(answer.Status))
        {
            var transient = answer.Status is 408 or 425 or 429 or (>= 500 and <= 599);
            return result with
            {
                Outcome = transient ? CallOutcome.Failed : CallOutcome.Rejected,
                Transient = transient,
                Message = answer.RetryAfter.IsTooLong(now) && transient
                    ? $"The provider answered with status {answer.Status}, and asked to wait longer than an hour, which is the most that is waited."
                    : $"The provider answered with status {answer.Status}.",
            };
        }

        return answer.Body.End switch
        {
            BodyEnd.TooLarge => result with
            {
                Outcome = CallOutcome.Rejected,
                Message = $"The provider answered with status {answer.Status}, but its body is larger than {call.MaxResponseBytes} bytes.",
            },
            BodyEnd.Broken => new CallResult
            {
                Outcome = CallOutcome.Unknown,
                Transient = true,
                Message = $"The provider began to answer with status {answer.Status}, but the body did not arrive whole.",
            },
            _ when content.IsTooDeep => result with
            {
                Outcome = CallOutcome.Rejected,
                Message = $"The provider answered with status {answer.Status}, but its body nests deeper than {JsonText.MaxDepth} levels.",
            },
            _ => result,
        };
    }
}
