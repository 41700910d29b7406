using System.Collections.Immutable;
using System.Text.Json;
using Flowker.Engine.Json;

namespace Flowker.Engine.Catalog;

/// <summary>A connection to an executor's service. Source: <c>spec/reference-api.md</c>, 5.5.</summary>
public sealed record ExecutorConfiguration
{
    public required string Name { get; init; }

    public string? Description { get; init; }

    /// <summary>http or https, without a trailing slash.</summary>
    public required string BaseUrl { get; init; }

    public required ImmutableArray<ExecutorEndpoint> Endpoints { get; init; }

    public required ExecutorAuthentication Authentication { get; init; }

    public JsonElement? Metadata { get; init; }

    /// <summary>The form in which it is stored.</summary>
    public byte[] Write() => JsonText.ToUtf8Bytes(JsonObjects.Write(writer =>
    {
        writer.WriteString("name", Name);
        if (Description is not null)
        {
            writer.WriteString("description", Description);
        }

        writer.WriteString("baseUrl", BaseUrl);
        writer.WriteStartArray("endpoints");
        foreach (var endpoint in Endpoints)
        {
            writer.WriteStartObject();
            writer.WriteString("name", endpoint.Name);
            writer.WriteString("path", endpoint.Path);
            writer.WriteString("method", endpoint.Method);
            writer.WriteNumber("timeout", endpoint.Timeout);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteStartObject("authentication");
        writer.WriteString("type", Authentication.Type);
        if (Authentication.Config is { } config)
        {
            writer.WritePropertyName("config");
            writer.WriteRawValue(config.GetRawText(), skipInputValidation: true);
        }

        writer.WriteEndObject();
        if (Metadata is { } metadata)
        {
            writer.WritePropertyName("metadata");
            writer.WriteRawValue(metadata.GetRawText(), skipInputValidation: true);
        }
    }));
}

/// <summary>One call that the service offers; <see cref="Timeout"/> in seconds.</summary>
public sealed record ExecutorEndpoint(string Name, string Path, string Method, int Timeout);

/// <summary><see cref="Type"/> is one of the six of the contract.</summary>
public sealed record ExecutorAuthentication(string Type, JsonElement? Config);
