namespace Flowker.Engine.Workflows;

/// <summary>Reads what <see cref="WorkflowWriter"/> wrote, whole or pinned.</summary>
public static class StoredDefinition
{
    /// <summary>Null when the stored text is damaged.</summary>
    public static WorkflowDefinition? Read(ReadOnlyMemory<byte> body) => WorkflowReader.Read(body).Definition;
}
