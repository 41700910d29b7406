using System.Security.Cryptography;
using System.Text;

namespace Flowker.Engine.Mapping;

/// <summary>
/// Where and when a transformation runs: all that <c>timestamp</c> and <c>uuid</c> may draw on. It is fixed by what is
/// committed, so that a node repeated after a crash or a failed attempt makes the same values again. <c>At</c>: when the node
/// started, as its first event has it. <c>Part</c>: which of the node's transformations, <c>input</c>, <c>output</c> or
/// <c>value</c>.
/// </summary>
public readonly record struct NodeMoment(Guid ExecutionId, string NodeId, DateTimeOffset At, string Part)
{
    /// <summary>A UUID of version 4 that is the same whenever it is asked for at this place.</summary>
    internal Guid UuidFor(int operation, string target)
    {
        var seed = SHA256.HashData(Encoding.UTF8.GetBytes($"{ExecutionId:N}:{NodeId}:{Part}:{operation}:{target}"));
        return Uuid.Make(seed, 4);
    }
}
