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
        ConnectivityName, probe, a => a.Status is >= 200 and < 500, "The provider answers.", (d, _) => d["url"] = TargetUrl.WithoutQuery(url));

    /// <summary>
    /// Only 401, 403 and 5xx speak against the credentials: the base URL itself need not exist. Where a provider tells a caller
    /// it does not know from one that may not do this, its word counts.
    /// </summary>
    public static ConnectivityStage Authentication(Probe probe, ITestTarget target) => Judge(
        AuthenticationName,
        probe,
        a => a.Status is >= 200 and < 500 && (a.KnowsCaller ?? a.Status is not (401 or 403)),
        "The provider takes the credentials.",
        (d, _) =>
        {
            d["hasApiKey"] = target.HasAuthenticator;
            d["headerCount"] = target.HeaderCount;
        });

    public static ConnectivityStage EndToEnd(Probe probe) => Judge(
        EndToEndName,
        probe,
        a => a.Status is >= 200 and < 300,
        "The provider answers with success.",
        (d, a) =>
        {
            d["responseBodyLen"] = a.BodyLength;
            d["contentType"] = a.ContentType ?? "";
        });

    public static ConnectivityStage NothingToProve() =>
        new(AuthenticationName, StageStatus.Skipped, 0, "The configuration has no credentials.");

    public static ConnectivityStage Skipped(string name, ConnectivityStage failed) =>
        new(name, StageStatus.Skipped, 0, $"The stage {failed.Name} failed.");

    private static ConnectivityStage Judge(
        string name, Probe probe, Func<ProbeAnswer, bool> passes, string message, Action<JsonObject, ProbeAnswer> details)
    {
        if (probe.Answer is not { } answer)
        {
            return new ConnectivityStage(name, StageStatus.Failed, probe.DurationMs, Error: probe.Error);
        }

        var told = new JsonObject { ["statusCode"] = answer.Status, ["responseTimeMs"] = probe.DurationMs };
        details(told, answer);
        var element = JsonSerializer.SerializeToElement(told);
        return passes(answer)
            ? new ConnectivityStage(name, StageStatus.Passed, probe.DurationMs, message, element)
            : new ConnectivityStage(
                name, StageStatus.Failed, probe.DurationMs, Details: element,
                Error: string.Create(CultureInfo.InvariantCulture, $"The provider answered with status {answer.Status}."));
    }
}
