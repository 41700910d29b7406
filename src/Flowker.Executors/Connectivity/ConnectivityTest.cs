using Flowker.Engine.Executions;
using Flowker.Executors.Authentication;
using Flowker.Executors.Egress;
using Flowker.Executors.Http;
using Flowker.Executors.S3;

namespace Flowker.Executors.Connectivity;

/// <summary>
/// Tries a provider configuration out: GETs on its base URL or bucket, over the same guarded way and with the same credentials as
/// executions. Source: <c>spec/reference-api.md</c>, 5.4, "Test report".
/// </summary>
public sealed class ConnectivityTest
{
    private static readonly TimeSpan StageTimeout = TimeSpan.FromSeconds(10);

    private readonly EgressClient _egress;
    private readonly AuthenticatorFactory _authenticators;
    private readonly TimeProvider _time;

    internal ConnectivityTest(EgressClient egress, AuthenticatorFactory authenticators, TimeProvider time)
    {
        _egress = egress;
        _authenticators = authenticators;
        _time = time;
    }

    /// <summary>A failed test is a report; FLK-0340 and FLK-0341 say that there was nothing that could be called.</summary>
    public async Task<ConnectivityOutcome> RunAsync(ProviderSettings provider, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(provider);
        ITestTarget? target;
        try
        {
            target = provider.ProviderId == S3Target.ProviderId
                ? S3Target.Read(provider, _egress)
                : HttpTarget.Read(provider, _egress, _authenticators);
        }
        catch (CallRefusedException refused)
        {
            return new ConnectivityOutcome(null, "FLK-0340", refused.Message);
        }

        if (target is null)
        {
            return new ConnectivityOutcome(null, "FLK-0340", "The configuration has no base URL, or one that is no http or https URL with a host.");
        }

        var startedAt = _time.GetUtcNow();
        var connectivity = await ProbeAsync(target, withCredentials: false, cancellationToken).ConfigureAwait(false);
        if (connectivity.Blocked is { } blocked)
        {
            return new ConnectivityOutcome(null, "FLK-0341", blocked);
        }

        List<ConnectivityStage> stages = [ConnectivityStages.Connectivity(connectivity, target.Url)];
        stages.Add(IsFailed(stages) ? ConnectivityStages.Skipped(ConnectivityStages.AuthenticationName, stages[^1])
            : !target.HasCredentials ? ConnectivityStages.NothingToProve()
            : ConnectivityStages.Authentication(await ProbeAsync(target, withCredentials: true, cancellationToken).ConfigureAwait(false), target));
        stages.Add(IsFailed(stages) ? ConnectivityStages.Skipped(ConnectivityStages.EndToEndName, stages.First(s => s.Status is StageStatus.Failed))
            : ConnectivityStages.EndToEnd(await ProbeAsync(target, withCredentials: true, cancellationToken).ConfigureAwait(false)));
        return new ConnectivityOutcome(new ConnectivityReport(stages, startedAt, _time.GetUtcNow()));
    }

    private static bool IsFailed(List<ConnectivityStage> stages) => stages.Exists(s => s.Status is StageStatus.Failed);

    private async Task<Probe> ProbeAsync(ITestTarget target, bool withCredentials, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(StageTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var start = _time.GetTimestamp();
        var trace = SendTrace.Start();
        try
        {
            if (await target.GetAsync(withCredentials, either.Token).ConfigureAwait(false) is { } answer)
            {
                return new Probe(Elapsed(start), answer);
            }

            cancellationToken.ThrowIfCancellationRequested();
            return new Probe(Elapsed(start)) { Error = "The provider's answer broke off, or took too long." };
        }
        catch (OperationCanceledException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new Probe(Elapsed(start)) { Error = SendFailure.TimedOut(trace.Sent, StageTimeout).Message };
        }
        catch (Exception e) when (e is CallRefusedException or CredentialsUnavailableException)
        {
            return new Probe(Elapsed(start)) { Error = e.Message };
        }
        catch (Exception failure)
        {
            cancellationToken.ThrowIfCancellationRequested();
            CallResult result = SendFailure.From(failure, trace.Sent);
            var blocked = EgressRefusedException.In(failure) is not null || SendFailure.IsNameUnknown(failure);
            return new Probe(Elapsed(start)) { Error = result.Message, Blocked = blocked ? result.Message : null };
        }
    }

    private long Elapsed(long start) => (long)_time.GetElapsedTime(start).TotalMilliseconds;
}

/// <summary>What one GET gave: an answer, or an error; <see cref="Blocked"/> when the target must not be, or cannot be, found.</summary>
internal sealed record Probe(long DurationMs, ProbeAnswer? Answer = null)
{
    public string? Error { get; init; }

    public string? Blocked { get; init; }
}
