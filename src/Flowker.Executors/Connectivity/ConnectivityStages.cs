using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flowker.Executors.Http;

namespace Flowker.Executors.Connectivity;

/// <summary>What each stage makes of an answer. Source: <c>spec/reference-api.md</c>, 5.4.</summary>
internal static class ConnectivityStages
{
    public const string ConnectivityName = "connectivity";
    public const string AuthenticationName = "authentication";
    public const string EndToEndName = "end_to_end";

    /// <summary>Whatever is answered with 200 to 499 shows that the provider is there.</summary>
    public static ConnectivityStage Connectivity(Probe probe, Uri url) => Judge(
        ConnectivityName, probe, probe.Status is >= 200 and < 500, "The provider answers.", d => d["url"] = TargetUrl.WithoutQuery(url));

    /// <summary>Only 401, 403 and 5xx speak against the credentials: the base URL itself need not exist.</summary>
    public static ConnectivityStage Authentication(Probe probe, TestTarget target) => Judge(
        AuthenticationName,
        probe,
        probe.Status is >= 200 and < 500 and not (401 or 403),
        "The provider takes the credentials.",
        d =>
        {
            d["hasApiKey"] = target.Authenticator is not null;
            d["headerCount"] = target.Config.Headers.Count;
        });

    public static ConnectivityStage EndToEnd(Probe probe) => Judge(
        EndToEndName,
        probe,
        probe.Status is >= 200 and < 300,
        "The provider answers with success.",
        d =>
        {
            d["responseBodyLen"] = probe.BodyLength;
            d["contentType"] = probe.ContentType ?? "";
        });

    public static ConnectivityStage NothingToProve() =>
        new(AuthenticationName, StageStatus.Skipped, 0, "The configuration has no credentials.");

    public static ConnectivityStage Skipped(string name, ConnectivityStage failed) =>
        new(name, StageStatus.Skipped, 0, $"The stage {failed.Name} failed.");

    private static ConnectivityStage Judge(string name, Probe probe, bool passed, string message, Action<JsonObject> details)
    {
        if (probe.Status is not { } status)
        {
            return new ConnectivityStage(name, StageStatus.Failed, probe.DurationMs, Error: probe.Error);
        }

        var told = new JsonObject { ["statusCode"] = status, ["responseTimeMs"] = probe.DurationMs };
        details(told);
        var element = JsonSerializer.SerializeToElement(told);
        return passed
            ? new ConnectivityStage(name, StageStatus.Passed, probe.DurationMs, message, element)
            : new ConnectivityStage(
                name, StageStatus.Failed, probe.DurationMs, Details: element,
                Error: string.Create(CultureInfo.InvariantCulture, $"The provider answered with status {status}."));
    }
}
