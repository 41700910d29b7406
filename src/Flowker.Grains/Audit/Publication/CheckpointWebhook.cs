using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Flowker.Executors;
using Flowker.Executors.Egress;
using Flowker.Grains.Audit.Chain;
using Flowker.Storage.Audit;

namespace Flowker.Grains.Audit.Publication;

/// <summary>Posts each checkpoint as JSON, through the one guarded way out. The silo that extends the chain does it for all.</summary>
internal sealed class CheckpointWebhook(Uri address, EgressClient egress, IAuditCheckpoints checkpoints, ChainLead lead) : ICheckpointTarget
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    // No provider configuration has this id; the client has the presets of all.
    private static readonly ProviderSettings Settings = new(Guid.Empty, "http", JsonElement.Parse("{}"));

    public string Name => "webhook";

    public async Task<long?> GetPublishedAsync(CancellationToken cancellationToken) =>
        lead.IsHeld ? await checkpoints.GetPublishedAsync(Name, cancellationToken) : null;

    public async Task PublishAsync(CheckpointRow checkpoint, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        using var request = new HttpRequestMessage(HttpMethod.Post, address)
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(checkpoint.Body)),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        using var response = await egress.For(Settings).SendAsync(request, HttpCompletionOption.ResponseHeadersRead, patience.Token);
        response.EnsureSuccessStatusCode();
        await checkpoints.SetPublishedAsync(Name, checkpoint.LastSequence, cancellationToken);
    }
}
