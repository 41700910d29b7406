namespace Flowker.Storage.Statistics;

/// <summary>
/// How durations are counted: each class is a tenth longer than the one before, so that a class tells a duration within 5 %
/// and a thousand million durations are a few hundred numbers.
/// </summary>
public static class DurationClass
{
    private const double Step = 1.1;

    public static int Of(TimeSpan duration) =>
        duration <= TimeSpan.FromMicroseconds(1) ? 0 : (int)Math.Floor(Math.Log(duration.TotalMicroseconds, Step));

    /// <summary>The middle of the class.</summary>
    public static double ToMilliseconds(int durationClass) => Math.Pow(Step, durationClass + 0.5) / 1000;
}
