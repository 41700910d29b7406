using Flowker.Engine.Workflows;

namespace Flowker.Engine.Validation;

/// <summary>Who comes before whom in a definition, cycles and all. Edges that end nowhere lead nowhere.</summary>
internal sealed class DefinitionGraph
{
    private readonly Dictionary<string, int> _indexes = new(StringComparer.Ordinal);
    private readonly List<int>[] _sources;
    private readonly List<int>[] _targets;

    public DefinitionGraph(WorkflowDefinition definition)
    {
        Nodes = [.. definition.Nodes];
        _sources = [.. Nodes.Select(_ => new List<int>())];
        _targets = [.. Nodes.Select(_ => new List<int>())];
        for (var i = 0; i < Nodes.Count; i++)
        {
            _indexes.TryAdd(Nodes[i].Id, i);
        }

        foreach (var edge in definition.Edges)
        {
            if (Index(edge.Source) is { } source && Index(edge.Target) is { } target)
            {
                _targets[source].Add(target);
                _sources[target].Add(source);
            }
        }
    }

    public IReadOnlyList<NodeDefinition> Nodes { get; }

    public int? Index(string id) => _indexes.TryGetValue(id, out var index) ? index : null;

    public bool HasEdges(int node) => _targets[node].Count > 0;

    /// <summary>The nodes from which a way leads to this one.</summary>
    public HashSet<int> Before(int node) => From(_sources[node], _sources);

    /// <summary>The nodes to which a way leads from one of these, and these.</summary>
    public HashSet<int> ReachedFrom(IEnumerable<int> nodes) => From(nodes, _targets);

    private static HashSet<int> From(IEnumerable<int> first, List<int>[] next)
    {
        var seen = new HashSet<int>(first);
        var open = new Queue<int>(seen);
        while (open.TryDequeue(out var node))
        {
            foreach (var neighbour in next[node].Where(seen.Add))
            {
                open.Enqueue(neighbour);
            }
        }

        return seen;
    }
}
