namespace Flowker.Engine.Catalog;

/// <summary>A system that can be called. <see cref="ConfigSchema"/> is a JSON Schema, draft 2020-12, as text.</summary>
public sealed record ProviderDescriptor(string Id, string Name, string Description, string Version, string ConfigSchema);

/// <summary>
/// A kind of call to a provider. <see cref="Schema"/> is a JSON Schema, draft 2020-12, of an object: the request, whose members
/// a node gives in its data, in its input mapping, or in both.
/// </summary>
public sealed record ExecutorDescriptor(string Id, string Name, string Category, string Version, string ProviderId, string Schema)
{
    /// <summary>True when the schema describes the node's data instead, of which the executor makes the request itself.</summary>
    public bool DescribesNode { get; init; }
}

/// <summary>A way to start a workflow. <see cref="Schema"/> describes the trigger node's data.</summary>
public sealed record TriggerDescriptor(string Id, string Name, string Version, string Schema);

/// <summary>One fault of a value against a schema: where, such as <c>.auth.type</c>, and why, in a sentence that names the place too.</summary>
public sealed record SchemaFault(string At, string Message);
