namespace Flowker.Engine.Guards;

/// <summary>
/// A rate as a number of permits, each of which is free again one period after it was used: in no period do more calls
/// begin than there are permits, however they are spread over silos.
/// </summary>
public readonly record struct CallRate(int Permits, TimeSpan Period)
{
    public static CallRate Of(double requestsPerSecond)
    {
        var permits = Math.Max(1, (int)Math.Ceiling(requestsPerSecond));
        return new CallRate(permits, TimeSpan.FromSeconds(permits / requestsPerSecond));
    }
}
