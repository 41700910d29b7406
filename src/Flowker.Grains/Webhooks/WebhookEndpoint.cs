using System.Text.Json;
using Flowker.Engine.Webhooks;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Webhooks;
using Flowker.Grains.Secrets;
using Flowker.Storage.Definitions;

namespace Flowker.Grains.Webhooks;

/// <summary>Where a webhook leads, and what its requests must prove.</summary>
internal sealed record WebhookEndpoint(Guid WorkflowId, string NodeId, WebhookGuard Guard)
{
    /// <summary>As it is stored: what a request must prove is sealed.</summary>
    public static WebhookRouteRow Seal(Guid workflowId, WebhookTrigger trigger, SecretBox secrets) => new(
        Tenants.Default,
        trigger.Method,
        trigger.Path,
        workflowId,
        trigger.NodeId,
        secrets.Seal(Owner(trigger.Method, trigger.Path), JsonSerializer.SerializeToUtf8Bytes(trigger.Guard)));

    /// <summary>Null when what a request must prove cannot be read: then nobody is let in.</summary>
    public static WebhookEndpoint? Open(WebhookRouteRow row, SecretBox secrets)
    {
        try
        {
            return secrets.TryOpen(Owner(row.Method, row.Path), row.Settings, out var clear)
                && JsonSerializer.Deserialize<WebhookGuard>(clear) is { } guard
                    ? new WebhookEndpoint(row.WorkflowId, row.NodeId, guard)
                    : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>
    /// Tells the routes that they changed hands, so that it holds at once; should one not hear it, it asks again by itself soon.
    /// </summary>
    public static async Task ForgetAsync(IGrainFactory grains, IReadOnlyList<WebhookTrigger> triggers) =>
        await Task.WhenAll(triggers.Select(t => grains
                .GetGrain<IWebhookRouteGrain>(WebhookRoute.ToGrainKey(Tenants.Default, t.Method, t.Path))
                .ForgetAsync()))
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);

    private static string Owner(string method, string path) => $"webhook/{method} {path}";
}
