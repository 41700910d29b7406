using System.Collections.Immutable;

namespace Flowker.Engine.Workflows;

/// <summary>Orders a definition's nodes so that every edge points forward; among equals the author's order stands.</summary>
internal static class GraphOrder
{
    /// <summary>False, with findings, when an id is repeated (FLK-0120), an edge ends nowhere (FLK-0115) or there is a cycle (FLK-0508).</summary>
    public static bool TrySort(WorkflowDefinition definition, List<Finding> findings, out ImmutableArray<int> order)
    {
        order = [];
        var nodes = definition.Nodes;
        var indexes = new Dictionary<string, int>(nodes.Length, StringComparer.Ordinal);
        for (var i = 0; i < nodes.Length; i++)
        {
            if (!indexes.TryAdd(nodes[i].Id, i))
            {
                findings.Add(new Finding("FLK-0120", $"The node id '{nodes[i].Id}' is used more than once.", $"nodes[{i}].id", nodes[i].Id));
            }
        }

        var targets = new List<int>[nodes.Length];
        var waits = new int[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            targets[i] = [];
        }

        for (var i = 0; i < definition.Edges.Length; i++)
        {
            var edge = definition.Edges[i];
            if (!indexes.TryGetValue(edge.Source, out var source) || !indexes.TryGetValue(edge.Target, out var target))
            {
                findings.Add(new Finding("FLK-0115", $"Edge '{edge.Id}' connects a node that does not exist.", $"edges[{i}]"));
                continue;
            }

            targets[source].Add(target);
            waits[target]++;
        }

        if (findings.Count > 0)
        {
            return false;
        }

        order = Sort(targets, waits);
        if (order.Length == nodes.Length)
        {
            return true;
        }

        var names = OnCycles(targets, order).Select(i => nodes[i].Id).ToArray();
        findings.Add(new Finding("FLK-0508", $"These nodes form a cycle: {string.Join(", ", names)}.", "edges", names[0]) { Phase = FindingPhase.Activation });
        return false;
    }

    private static ImmutableArray<int> Sort(List<int>[] targets, int[] waits)
    {
        var ready = new PriorityQueue<int, int>();
        for (var i = 0; i < waits.Length; i++)
        {
            if (waits[i] == 0)
            {
                ready.Enqueue(i, i);
            }
        }

        var order = ImmutableArray.CreateBuilder<int>(waits.Length);
        while (ready.TryDequeue(out var node, out _))
        {
            order.Add(node);
            foreach (var target in targets[node])
            {
                if (--waits[target] == 0)
                {
                    ready.Enqueue(target, target);
                }
            }
        }

        return order.ToImmutable();
    }

    // What Sort left over is on a cycle or behind one; taking away, again and again, what leads nowhere leaves the cycles
    // (and what stands between two of them).
    private static IEnumerable<int> OnCycles(List<int>[] targets, ImmutableArray<int> sorted)
    {
        var left = Enumerable.Range(0, targets.Length).Except(sorted).ToHashSet();
        while (left.RemoveWhere(n => !targets[n].Any(left.Contains)) > 0)
        {
        }

        return left.Order();
    }
}
