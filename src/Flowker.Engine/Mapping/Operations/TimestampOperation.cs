using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Flowker.Engine.Json;
using Flowker.Engine.Mapping.Timestamps;
using Flowker.Engine.Paths;

namespace Flowker.Engine.Mapping.Operations;

/// <summary>
/// Rewrites times from one layout to another. <c>$unix</c> is seconds since 1970, <c>$now</c> the start of the node, which
/// a repetition keeps. What is missing or null stays as it is; of a list each element is rewritten.
/// </summary>
internal sealed record TimestampOperation(ImmutableArray<TimestampOperation.Rule> Rules) : Operation
{
    private const string Now = "$now";
    private const string Unix = "$unix";

    public static TimestampOperation Parse(JsonElement spec) =>
        new([.. Spec.Members(spec).Select(m => ParseRule(m.Name, m.Value))]);

    public override void Apply(TransformRun run)
    {
        foreach (var rule in Rules)
        {
            if (rule.IsNow)
            {
                run.Document.Set(rule.Path, JsonText.Of(rule.Write(run.Moment.At.ToUniversalTime())));
            }
            else
            {
                run.Document.Update(rule.Path, rule.Rewrite);
            }
        }
    }

    private static Rule ParseRule(string path, JsonElement rule)
    {
        if (rule.ValueKind is not JsonValueKind.Object)
        {
            throw new MappingException($"'{path}' needs an 'inputFormat' and an 'outputFormat'");
        }

        var (input, output) = (Spec.Required(rule, "inputFormat"), Spec.Required(rule, "outputFormat"));
        return new Rule(
            input == Now ? Spec.Target(path) : Spec.Existing(path),
            input == Now,
            input is Now or Unix ? null : GoLayout.Parse(input),
            output == Unix ? null : GoLayout.Parse(output));
    }

    /// <summary>A layout of null is <c>$unix</c>.</summary>
    internal sealed record Rule(FieldPath Path, bool IsNow, GoLayout? Input, GoLayout? Output)
    {
        public string Write(DateTimeOffset time) =>
            Output is null ? time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) : Output.Format(time);

        public JsonElement? Rewrite(JsonElement value)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Null:
                    return null;
                case JsonValueKind.Array:
                    return JsonText.Parse($"[{string.Join(',', value.EnumerateArray().Select(i => (Rewrite(i) ?? i).GetRawText()))}]");
                case JsonValueKind.String:
                    return JsonText.Of(Write(Read(TolerantJson.TextOf(value))));
                // Seconds come as numbers too.
                case JsonValueKind.Number when Input is null:
                    return JsonText.Of(Write(Read(value.GetRawText())));
                default:
                    throw new MappingException($"path '{Path.Shown}': a time must be a text");
            }
        }

        private DateTimeOffset Read(string text)
        {
            if (Input is not null)
            {
                return Input.TryRead(text) ?? throw new MappingException($"path '{Path.Shown}': the time is not in the layout '{Input.Text}'");
            }

            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var seconds)
                && seconds >= DateTimeOffset.MinValue.ToUnixTimeSeconds()
                && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds()
                    ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                    : throw new MappingException($"path '{Path.Shown}': the time is no whole number of seconds");
        }
    }
}
