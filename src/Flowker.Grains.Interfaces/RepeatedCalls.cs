using System.Diagnostics;
using System.Reflection;

namespace Flowker.Grains.Interfaces;

/// <summary>
/// Makes a grain call again that was led to a silo which is leaving or has died: another one takes its place within moments. Calls that are
/// <see cref="RepeatableAttribute"/> are made again whatever became of them; all others only where no silo took them. A failure that comes
/// after <see cref="Patience"/> goes to the caller. Silos and front ends have it; a client of one's own adds it with
/// <c>AddOutgoingGrainCallFilter</c>.
/// </summary>
public sealed class RepeatedCalls : IOutgoingGrainCallFilter
{
    /// <summary>Longer than it takes until a dead silo is known to be dead.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(8);

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <inheritdoc/>
    public async Task Invoke(IOutgoingGrainCallContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var began = Stopwatch.GetTimestamp();
        for (var pause = TimeSpan.FromMilliseconds(100); ; pause = pause < LongestPause ? pause * 2 : LongestPause)
        {
            try
            {
                await context.Invoke();
                return;
            }
            catch (OrleansException failure) when (MayRepeat(context.InterfaceMethod, failure) && Stopwatch.GetElapsedTime(began) < Patience)
            {
                await Task.Delay(pause);
            }
        }
    }

    // A silo that has too much to do is left alone.
    private static bool MayRepeat(MethodInfo method, OrleansException failure) =>
        failure is not LimitExceededException and not GatewayTooBusyException
        && (method.IsDefined(typeof(RepeatableAttribute))
            || method.DeclaringType?.IsDefined(typeof(RepeatableAttribute)) is true
            || (failure is OrleansMessageRejectionException and not SiloUnavailableException && method.DeclaringType?.Assembly == typeof(RepeatedCalls).Assembly));
}
