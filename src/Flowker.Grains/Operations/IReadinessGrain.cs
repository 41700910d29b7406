namespace Flowker.Grains.Operations;

/// <summary>Shows that this silo can activate a grain. Grain key: a new one each time.</summary>
[Alias("flowker.readiness")]
internal interface IReadinessGrain : IGrainWithGuidKey
{
    /// <summary>Answers when it is activated.</summary>
    [Alias("answer")]
    Task AnswerAsync();
}
