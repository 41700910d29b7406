namespace Flowker.Engine.Webhooks;

/// <summary>
/// One spelling for every way to write a webhook's path: percent-decoded once, one leading slash, no trailing ones. Letters
/// keep their case. Source: <c>spec/reference-api.md</c>, 5.1.8 and 5.3.
/// </summary>
public static class WebhookPath
{
    public static string Normalize(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return "/" + Uri.UnescapeDataString(path).Trim('/');
    }
}
