namespace Flowker.Grains.Operations;

/// <summary>Lives for one answer.</summary>
[GrainType("flowker.readiness")]
[Orleans.Placement.PreferLocalPlacement]
internal sealed class ReadinessGrain : Grain, IReadinessGrain
{
    public Task AnswerAsync()
    {
        DeactivateOnIdle();
        return Task.CompletedTask;
    }
}
