using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Flowker.Engine.Executions;
using Flowker.Engine.Json;
using Flowker.Executors;
using Flowker.Grains.Audit.Chain;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit.Publication;

/// <summary>
/// Stores each checkpoint as an object of its own, through the executor that workflows use for S3. A bucket with object lock keeps
/// it from whoever has the credentials, too. The silo that extends the chain does it for all.
/// </summary>
internal sealed class CheckpointS3(CheckpointS3Options options, ExecutorRegistry executors, IAuditCheckpoints checkpoints, ChainLead lead) : ICheckpointTarget
{
    private const string Executor = "s3.put-object";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    // No provider configuration has this id.
    private readonly ProviderSettings _store = new(new Guid("00000000-0000-0000-0000-000000000001"), "s3", JsonText.Parse(new JsonObject
    {
        ["region"] = options.Region,
        ["bucket"] = options.Bucket,
        ["access_key_id"] = options.AccessKeyId,
        ["secret_access_key"] = options.SecretAccessKey,
        ["endpoint_url"] = options.Endpoint ?? "",
    }.ToJsonString()));

    public string Name => "s3";

    public async Task<long?> GetPublishedAsync(CancellationToken cancellationToken) =>
        lead.IsHeld ? await checkpoints.GetPublishedAsync(Name, cancellationToken) : null;

    public async Task PublishAsync(CheckpointRow checkpoint, CancellationToken cancellationToken)
    {
        if (!executors.TryGet(Executor, out var executor))
        {
            throw new InvalidOperationException($"No executor '{Executor}' is installed.");
        }

        var key = string.Create(CultureInfo.InvariantCulture, $"{options.Prefix}{checkpoint.LastSequence:D20}.json");
        var result = await executor.CallAsync(
            new ExecutorCall
            {
                CallKey = $"checkpoint:{checkpoint.LastSequence.ToString(CultureInfo.InvariantCulture)}",
                Provider = _store,
                NodeData = JsonElement.Parse("{}"),
                Payload = JsonText.Parse(new JsonObject { ["key"] = key, ["content_type"] = "application/json", ["body"] = checkpoint.Body }.ToJsonString()),
                PayloadIsMapped = true,
                Context = JsonScope.Empty,
                Timeout = Patience,
            },
            cancellationToken);
        if (result.Outcome is not CallOutcome.Success)
        {
            throw new IOException("The store did not take the checkpoint.");
        }

        await checkpoints.SetPublishedAsync(Name, checkpoint.LastSequence, cancellationToken);
    }
}
