using System.Collections.Immutable;
using System.Threading.Channels;
using Flowker.Engine.Executions;
using Flowker.Engine.Workflows;
using Flowker.Grains.Clocks;
using Flowker.Grains.Guards;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Telemetry;
using Flowker.Storage;
using Flowker.Storage.Journal;

namespace Flowker.Grains.Executions;

/// <summary>
/// Drives one execution: commits what the machine decides, then does what it asks for, then hears what came of it. All of
/// it runs turn by turn on the activation's scheduler. State is replaced by reference and only after its commit, so that
/// memory is never ahead of the database.
/// </summary>
#pragma warning disable CA1001 // The timer ends with the loop; neither source has one or a parent, so there is nothing to dispose of.
internal sealed class ExecutionDriver(
    ExecutionServices services, ILogger logger, WorkflowPlan plan, ExecutionState state, int version, int audited, bool suspect = false)
#pragma warning restore CA1001
{
    // What came back; null when there is only something else to look at: the time, or a stop.
    private readonly Channel<Heard?> _heard =
        Channel.CreateUnbounded<Heard?>(new UnboundedChannelOptions { SingleReader = true, AllowSynchronousContinuations = false });

    private readonly HeldCalls _held = new();
    private readonly CallAdmissions _admissions = new();
    private readonly ClockWatch _clock = new(services.Time);
    private readonly int _stepBefore = state.CurrentStep;
    private readonly TimeSpan _workBefore = state.Work - services.Work.Worked;
    private readonly CancellationTokenSource _abandonCalls = new();
    private readonly CancellationTokenSource _stopping = new();
    private Advance? _committed;
    private ITimer? _alarm;
    private long? _alarmAt;
    private long? _wakeAt;
    private int _version = version;
    private int _audited = audited;
    private int _inFlight;
    private bool _suspect = suspect;
    private Task? _loop;

    public ExecutionState State { get; private set; } = state;

    /// <summary>
    /// Commits the facts with everything that follows from them. The caller is whoever starts it. On success the new state is in force. With
    /// <paramref name="retry"/> it waits for a storage that is away; without, <see cref="StorageUnavailableException"/> is thrown.
    /// </summary>
    public async Task<AppendResult> CommitAsync(
        IReadOnlyList<ExecutionEvent> facts, ExecutionStart? start, Caller? caller, bool retry)
    {
        var now = facts.Count > 0 ? facts[^1].At : Now();
        var (timestamp, worked) = (services.Time.GetTimestamp(), _workBefore + services.Work.Worked);
        var after = facts.Aggregate(State, ExecutionFold.Apply);
        // While stopping nothing new may begin: what came back is stored, and the next driver decides what follows.
        var advance = _stopping.IsCancellationRequested
            ? new Advance([], after, [], null)
            : ExecutionMachine.Next(after, plan, now, worked, Admit);
        var wakeAt = advance.WakeAt is { } due ? timestamp + (long)((due - now).TotalSeconds * services.Time.TimestampFrequency) : (long?)null;
        ExecutionEvent[] events = [.. facts, .. advance.Events];
        if (events.Length == 0)
        {
            (_committed, _wakeAt) = (advance, wakeAt);
            _admissions.GiveBackUnused();
            return new AppendResult(AppendOutcome.Committed);
        }

        events[^1] = events[^1] with { Work = (long)worked.TotalMilliseconds };

        var commit = new ExecutionCommit
        {
            ExecutionId = advance.State.ExecutionId,
            CommitId = TimeOrderedId.Next(),
            ExpectedVersion = _version,
            Events = ExecutionEventCodec.Encode(events),
            Summary = ExecutionSummaries.Of(advance.State, plan, IsLeaving(advance.State) ? null : services.Owner),
            Start = start,
            Audit = ExecutionAudit.Of(events, advance.State, plan, caller, _audited),
        };
        services.Driven.Set(commit.ExecutionId, waits: false);
        AppendResult result;
        try
        {
            result = await AppendAsync(commit, retry);
        }
        catch
        {
            // It may be stored all the same: the sweep must be able to find it without a driver.
            services.Driven.Remove(commit.ExecutionId);
            CallAdmissions.GiveBack(advance);
            throw;
        }
        finally
        {
            _admissions.GiveBackUnused();
        }

        if (result.Outcome is AppendOutcome.Committed)
        {
            _version++;
            _audited += commit.Audit.Count;
            (_committed, _wakeAt) = (advance, wakeAt);
            State = advance.State;
        }
        else
        {
            CallAdmissions.GiveBack(advance);
        }

        if (result.Outcome is not AppendOutcome.Committed || State.Ended)
        {
            services.Driven.Remove(commit.ExecutionId);
        }
        else if (State.OnlyWaits)
        {
            services.Driven.Set(commit.ExecutionId, waits: true);
        }

        if (result.Outcome is AppendOutcome.Committed)
        {
            Count(isStart: start is not null);
        }

        return result;
    }

    /// <summary>Drives in the background, beginning with the effects of the last commit, until the end or a stop.</summary>
    public void Run(Action ended) => _loop ??= RunAsync(ended);

    /// <summary>Begins nothing new and waits for calls in flight, whose outcomes are still committed; at the end of the grace they are abandoned.</summary>
    public async Task StopAsync(CancellationToken grace)
    {
        await _stopping.CancelAsync();
        if (_loop is not { } loop)
        {
            return;
        }

        LookAgain();
        await using var _ = grace.Register(() =>
        {
            _abandonCalls.Cancel();
            LookAgain();
        });
        await loop.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    private async Task RunAsync(Action ended)
    {
        // The caller's turn ends first, so that a start is answered before its first provider is called.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding | ConfigureAwaitOptions.ContinueOnCapturedContext);
        using var trace = ExecutionTraces.Drive(State, resumed: _version > 1);
        try
        {
            BeginCalls();
            while (!State.Ended && !(_stopping.IsCancellationRequested && _inFlight == 0))
            {
                var heard = await HearAsync();
                await using (_suspect ? await services.Suspects.EnterAsync(State.ExecutionId) : null)
                {
                    var facts = Settle(heard);
                    if (facts.Count == 0 && _stopping.IsCancellationRequested)
                    {
                        continue;
                    }

                    var result = await CommitAsync(facts, start: null, caller: null, retry: true);
                    if (result.Outcome is not AppendOutcome.Committed)
                    {
                        Log.Fenced(logger, State.ExecutionId, State.WorkflowId);
                        break;
                    }
                }

                // A step has ended: what was suspected of it is over.
                _suspect = _suspect && State.CurrentStep == _stepBefore;
                BeginCalls();
            }
        }
        catch (OperationCanceledException) when (_abandonCalls.IsCancellationRequested)
        {
            // The grace period is over; whoever resumes the execution finds the calls as interrupted.
        }
        catch (Exception failure)
        {
            Log.DriverStopped(logger, failure, State.ExecutionId, State.WorkflowId);
            await services.CountFailureAsync(State.ExecutionId, failure, underMark: _suspect);
        }
        finally
        {
            // Calls that nobody waits for any more: the execution ended at its deadline, or another driver went on.
            await _abandonCalls.CancelAsync();
            _alarm?.Dispose();
            _admissions.GiveBackUnused();
            LeaveHeld();
            services.Driven.Remove(State.ExecutionId);
            trace.Ended(State);
            ended();
        }
    }

    private void Count(bool isStart)
    {
        if (isStart)
        {
            ExecutionOutcomes.Started();
        }

        if (State.Ended)
        {
            ExecutionOutcomes.Ended(State);
            Log.Ended(logger, State.ExecutionId, State.WorkflowId, State.Status, State.Failure?.Code);
        }
    }

    private void LeaveHeld()
    {
        // What returns from now on leaves by itself.
        _heard.Writer.TryComplete();
        _held.LeaveAll();
        while (_heard.Reader.TryRead(out var unheard))
        {
            (unheard as Heard.Asked)?.Drop();
        }
    }

    // What may go at once goes with this commit; all else is asked for, and the commit does not wait for it.
    private object? Admit(PlanNode node)
    {
        if (_admissions.Take(node.Id) is { } asked)
        {
            return asked;
        }

        var ticket = _held.Of(node.Id);
        if (_admissions.IsAsked(node.Id) || services.Calls.TryAdmit(node.Executor!, ticket) is not { } admission)
        {
            return null;
        }

        _held.Take(node.Id);
        return admission;
    }

    // Released only when nothing is in flight here any more: the next driver would make those calls again.
    private bool IsLeaving(ExecutionState after) => after.Ended || (_stopping.IsCancellationRequested && _inFlight == 0);

    private void BeginCalls()
    {
        foreach (var effect in _committed!.Effects)
        {
            switch (effect)
            {
                case CallProvider { Admission: Admission admission } call:
                    _inFlight++;
                    _ = CallAsync(call, State, admission, _suspect);
                    break;
                case AskProvider ask when _admissions.Ask(ask.NodeId):
                    _ = AskAsync(ask.NodeId, _held.Take(ask.NodeId));
                    break;
                default:
                    break;
            }
        }
    }

    private async Task CallAsync(CallProvider call, ExecutionState asCommitted, Admission admission, bool suspect)
    {
        CallResult? result = null;
        Exception? failure = null;
        try
        {
            // Off the grain's scheduler: nothing of the driver's own is touched before its loop hears of it.
            result = await services.Calls.MakeAsync(asCommitted, plan, call, admission, suspect, _abandonCalls.Token).ConfigureAwait(false);
        }
        catch (Exception unexpected)
        {
            failure = unexpected;
        }

        _heard.Writer.TryWrite(new Heard.Returned(call, result, failure));
    }

    private async Task AskAsync(string nodeId, GuardTicket? ticket)
    {
        AdmissionAnswer? answer = null;
        try
        {
            answer = await services.Calls.AdmitAsync(plan.ById[nodeId].Executor!, ticket, _abandonCalls.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Nobody wants to know any more.
        }

        var asked = new Heard.Asked(nodeId, answer);
        if (!_heard.Writer.TryWrite(asked))
        {
            asked.Drop();
        }
    }

    // Everything that has come back is taken at once, so that branches which end together share one commit. Nothing may have:
    // then the machine is asked what is due.
    private async Task<List<Heard>> HearAsync()
    {
        var heard = TakeHeard();
        // While stopping nothing that falls due is begun any more: only what comes back counts.
        if (heard.Count > 0 || (!_stopping.IsCancellationRequested && _wakeAt is { } due && !SetAlarm(due)))
        {
            return heard;
        }

        await _heard.Reader.WaitToReadAsync();
        _abandonCalls.Token.ThrowIfCancellationRequested();
        return TakeHeard();
    }

    private List<Heard> TakeHeard()
    {
        List<Heard> heard = [];
        while (_heard.Reader.TryRead(out var returned))
        {
            if (returned is null)
            {
                // It may have been the alarm, which rings once.
                _alarmAt = null;
                continue;
            }

            heard.Add(returned);
        }

        return heard;
    }

    // False when it is due already. An alarm that was set for earlier stays: to look once too often is harmless.
    private bool SetAlarm(long due)
    {
        var now = services.Time.GetTimestamp();
        if (due <= now)
        {
            return false;
        }

        if (_alarmAt is not { } set || set > due || set <= now)
        {
            var wait = services.Time.GetElapsedTime(now, due);
            _alarm ??= services.Time.CreateTimer(static driver => ((ExecutionDriver)driver!).LookAgain(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            _alarm.Change(wait < MaxWait ? wait : MaxWait, Timeout.InfiniteTimeSpan);
            _alarmAt = wait < MaxWait ? due : now + ((long)MaxWait.TotalSeconds * services.Time.TimestampFrequency);
        }

        return true;
    }

    private void LookAgain() => _heard.Writer.TryWrite(null);

    private List<ExecutionEvent> Settle(List<Heard> heard)
    {
        List<ExecutionEvent> facts = [];
        var now = Now();
        var state = State;
        foreach (var told in heard)
        {
            foreach (var fact in Settle(state, told, now))
            {
                facts.Add(fact);
                state = ExecutionFold.Apply(state, fact);
            }
        }

        return facts;
    }

    // What waits moves along with a clock that was set.
    private DateTimeOffset Now()
    {
        var step = _clock.SetBy();
        if (step != TimeSpan.Zero)
        {
            State = State.Moved(step);
        }

        return services.Now();
    }

    private ImmutableArray<ExecutionEvent> Settle(ExecutionState state, Heard told, DateTimeOffset now)
    {
        switch (told)
        {
            case Heard.Returned returned:
                _inFlight--;
                return returned.Result is { } result
                    ? ExecutionMachine.Settle(state, plan, returned.Call.NodeId, returned.Call.Attempt, result, now) is { } settled ? [settled] : []
                    : throw returned.Failure!;
            case Heard.Asked asked:
                _admissions.Answered(asked.NodeId);
                return Settle(state, asked, now);
            case Heard.Released released:
                return Release(state, released, now) is { } release ? [release] : [];
            default:
                return [];
        }
    }

    private ImmutableArray<ExecutionEvent> Settle(ExecutionState state, Heard.Asked asked, DateTimeOffset now)
    {
        // While stopping nothing is begun and nothing is stored of it: whoever goes on asks for itself.
        if (_stopping.IsCancellationRequested)
        {
            asked.Drop();
            return [];
        }

        switch (asked.Answer)
        {
            case AdmissionAnswer.Granted granted:
                _admissions.Keep(asked.NodeId, granted.Admission);
                return [];
            case AdmissionAnswer.Held held:
                var facts = ExecutionMachine.HoldBack(
                    state, asked.NodeId, new CallHold(held.ProviderConfigId, held.ProviderName, held.Cause, now + held.AtMost), now);
                if (facts.IsEmpty)
                {
                    held.Ticket.Leave();
                }
                else
                {
                    _ = _held.KeepAsync(asked.NodeId, held.Ticket, (nodeId, ticket) => _heard.Writer.TryWrite(new Heard.Released(nodeId, ticket)));
                }

                return facts;
            case AdmissionAnswer.Refused refused:
                var hold = refused.Cause is { } cause ? new CallHold(refused.ProviderConfigId, refused.ProviderName, cause, now) : null;
                return ExecutionMachine.Refuse(state, plan, asked.NodeId, new CallRefusal(refused.Code, refused.Reason, hold), now);
            default:
                return [];
        }
    }

    private NodeReleased? Release(ExecutionState state, Heard.Released released, DateTimeOffset now)
    {
        if (!_held.Has(released.NodeId, released.Ticket) || _stopping.IsCancellationRequested)
        {
            return null;
        }

        var release = ExecutionMachine.Release(state, released.NodeId, now);
        if (release is null)
        {
            _held.Leave(released.NodeId);
        }

        return release;
    }

    // The commit id makes a repetition harmless, so an unknown outcome is resolved by asking again.
    private async Task<AppendResult> AppendAsync(ExecutionCommit commit, bool retry)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await services.Journal.AppendAsync(commit, CancellationToken.None);
            }
            catch (StorageUnavailableException failure) when (retry && !failure.IsRefusal && !_abandonCalls.IsCancellationRequested)
            {
                Log.CommitWaits(logger, commit.ExecutionId, State.WorkflowId, attempt);
                var pause = TimeSpan.FromMilliseconds(Math.Min(5_000, 100 * Math.Pow(2, Math.Min(attempt, 6))));
                await Task.Delay(pause, services.Time, _abandonCalls.Token);
            }
        }
    }

    private static readonly TimeSpan MaxWait = TimeSpan.FromDays(1);
}
