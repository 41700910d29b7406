using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Webhooks;
using Flowker.Grains.Secrets;
using Flowker.Storage.Definitions;

namespace Flowker.Grains.Workflows;

/// <summary>The secrets of a workflow's triggers, kept sealed beside its definition.</summary>
internal static class WorkflowSecrets
{
    public static ImmutableDictionary<string, TriggerSecret> None { get; } = ImmutableDictionary.Create<string, TriggerSecret>(StringComparer.Ordinal);

    public static ReadOnlyMemory<byte> Seal(Guid workflowId, ImmutableDictionary<string, TriggerSecret> secrets, SecretBox box) =>
        secrets.IsEmpty ? default(ReadOnlyMemory<byte>) : box.Seal(Owner(workflowId), JsonSerializer.SerializeToUtf8Bytes(secrets));

    /// <summary>None when they cannot be read; the masks that then stand for nothing keep the workflow from being activated.</summary>
    public static ImmutableDictionary<string, TriggerSecret> Open(WorkflowRow row, SecretBox box)
    {
        try
        {
            return !row.Secrets.IsEmpty && box.TryOpen(Owner(row.Id), row.Secrets, out var clear)
                ? JsonSerializer.Deserialize<ImmutableDictionary<string, TriggerSecret>>(clear) ?? None
                : None;
        }
        catch (JsonException)
        {
            return None;
        }
    }

    private static string Owner(Guid workflowId) => $"workflow/{workflowId}";
}
