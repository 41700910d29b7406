using System.Text.Json;
using Flowker.Engine.Executions;
using Flowker.Executors.Authentication;

namespace Flowker.Executors.Http;

/// <summary>A call of a known service: its method, and where it goes, given the call's settings and its composed request.</summary>
internal sealed record PresetCall(string ExecutorId, Func<ExecutorCall, HttpMethod> Method, Func<ExecutorCall, TargetUrl> Target)
{
    /// <summary>With a method that is the executor's alone.</summary>
    public PresetCall(string executorId, HttpMethod method, Func<ExecutorCall, TargetUrl> target)
        : this(executorId, _ => method, target)
    {
    }

    /// <summary>A text of the request that takes a place in the path; it must not be empty.</summary>
    public static string Segment(JsonElement request, string name) =>
        Member.Text(request, name) is { Length: > 0 } value
            ? value
            : throw new CallRefusedException($"The request has no \"{name}\".");

    /// <summary>A setting of the provider configuration that takes a place in the path.</summary>
    public static string Setting(JsonElement config, string name) =>
        Member.Text(config, name) is { Length: > 0 } value
            ? value
            : throw new CallRefusedException($"The provider configuration has no \"{name}\".");

    /// <summary>Those of the request's members that are there, as query parameters.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Query(JsonElement request, params IEnumerable<string> names)
    {
        foreach (var name in names)
        {
            if (Member.Find(request, name) is { } value && TemplateValue.AsText(value, name) is { } text)
            {
                yield return KeyValuePair.Create(name, text);
            }
        }
    }
}

/// <summary>Makes the calls of a known service. Stateless.</summary>
internal sealed class PresetExecutor(PresetCall preset, HttpSender sender, AuthenticatorFactory authenticators) : IExecutor
{
    public string Id => preset.ExecutorId;

    public Task<CallResult> CallAsync(ExecutorCall call, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(call);
        return sender.SendAsync(
            call, () => HttpCall.Preset(call, preset.Method(call), preset.Target(call), authenticators), cancellationToken);
    }
}
