using System.Text.Json.Serialization;
using Flowker.Api.Errors;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Providers;

namespace Flowker.Api.Endpoints;

/// <summary>Provider configurations. Source: <c>spec/reference-api.md</c>, 5.4.</summary>
internal static class ProviderConfigurationEndpoints
{
    public static void MapProviderConfigurations(this IEndpointRouteBuilder routes)
    {
        var configurations = routes.MapGroup("/v1/provider-configurations");
        configurations.MapPost("", CreateAsync);
        configurations.MapRead("", ListAsync);
        configurations.MapRead("/{id}", ReadAsync);
        configurations.MapPatch("/{id}", ChangeAsync);
        configurations.MapDelete("/{id}", DeleteAsync);
        configurations.MapPost("/{id}/disable", DisableAsync);
        configurations.MapPost("/{id}/enable", EnableAsync);
        configurations.MapPost("/{id}/test", TestAsync);
    }

    private static async Task<IResult> CreateAsync(HttpContext http, IGrainFactory grains)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http, RequestBody.HardLimit, ErrorRegistry.BodyTooLarge);
        if (body is null)
        {
            return refusal!.Answer;
        }

        var created = await grains.GetGrain<IProviderConfigurationGrain>(Guid.NewGuid()).CreateAsync(new Json(body), http.Caller());
        if (!created.Ok)
        {
            return ErrorResults.Error(created.Fault);
        }

        http.Response.SetVersion(created.Value.Version);
        return ApiJson.Created(
            $"/v1/provider-configurations/{created.Value.Id}",
            new CreatedResponse(created.Value.Id, created.Value.Name, created.Value.Status, created.Value.CreatedAt.UtcDateTime));
    }

    private static async Task<IResult> ListAsync(HttpContext http, IGrainFactory grains)
    {
        var (request, refusal) = ListQuery.ProviderConfigurations(http.Request.Query);
        if (request is null)
        {
            return refusal!;
        }

        var page = await grains.GetGrain<IProviderConfigurationQueryGrain>(0).ListAsync(request);
        return page.Ok ? ApiJson.Ok(PageResponse.Of(page.Value, ConfigurationResponse.Of)) : ErrorResults.Error(page.Fault);
    }

    private static async Task<IResult> ReadAsync(string id, HttpContext http, IGrainFactory grains)
    {
        if (!RequestReading.TryId(id, out var configuration))
        {
            return RequestReading.BadId(id);
        }

        return Shown(http, await grains.GetGrain<IProviderConfigurationGrain>(configuration).GetAsync());
    }

    private static async Task<IResult> ChangeAsync(string id, HttpContext http, IGrainFactory grains)
    {
        if (!RequestReading.TryId(id, out var configuration))
        {
            return RequestReading.BadId(id);
        }

        var (body, refusal) = await RequestBody.ReadAsync(http, RequestBody.HardLimit, ErrorRegistry.BodyTooLarge);
        return body is null
            ? refusal!.Answer
            : Shown(http, await grains.GetGrain<IProviderConfigurationGrain>(configuration).ChangeAsync(
                new Json(body), EntityTags.IfMatch(http.Request), http.Caller()));
    }

    private static async Task<IResult> DeleteAsync(string id, HttpContext http, IGrainFactory grains)
    {
        if (!RequestReading.TryId(id, out var configuration))
        {
            return RequestReading.BadId(id);
        }

        var deleted = await grains.GetGrain<IProviderConfigurationGrain>(configuration).DeleteAsync(EntityTags.IfMatch(http.Request), http.Caller());
        return deleted.Ok ? Results.NoContent() : ErrorResults.Error(deleted.Fault);
    }

    private static async Task<IResult> DisableAsync(string id, HttpContext http, IGrainFactory grains) =>
        RequestReading.TryId(id, out var configuration)
            ? Shown(http, await grains.GetGrain<IProviderConfigurationGrain>(configuration).DisableAsync(EntityTags.IfMatch(http.Request), http.Caller()))
            : RequestReading.BadId(id);

    private static async Task<IResult> EnableAsync(string id, HttpContext http, IGrainFactory grains) =>
        RequestReading.TryId(id, out var configuration)
            ? Shown(http, await grains.GetGrain<IProviderConfigurationGrain>(configuration).EnableAsync(EntityTags.IfMatch(http.Request), http.Caller()))
            : RequestReading.BadId(id);

    private static async Task<IResult> TestAsync(string id, HttpContext http, IGrainFactory grains)
    {
        if (!RequestReading.TryId(id, out var configuration))
        {
            return RequestReading.BadId(id);
        }

        var tested = await grains.GetGrain<IProviderConfigurationGrain>(configuration).TestAsync(http.Caller());
        return tested.Ok ? ApiJson.Ok(ProviderTestResponse.Of(tested.Value)) : ErrorResults.Error(tested.Fault);
    }

    private static IResult Shown(HttpContext http, Reply<ProviderConfigurationView> reply)
    {
        if (!reply.Ok)
        {
            return ErrorResults.Error(reply.Fault);
        }

        http.Response.SetVersion(reply.Value.Version);
        return ApiJson.Ok(ConfigurationResponse.Of(reply.Value));
    }

    private sealed record CreatedResponse(Guid Id, string Name, string Status, DateTime CreatedAt);

    private sealed record ConfigurationResponse(
        Guid Id,
        string Name,
        string? Description,
        string ProviderId,
        Json Config,
        string Status,
        [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Metadata,
        int Version,
        DateTime CreatedAt,
        DateTime UpdatedAt)
    {
        public static ConfigurationResponse Of(ProviderConfigurationView view) => new(
            view.Id,
            view.Name,
            view.Description,
            view.ProviderId,
            view.Config,
            view.Status,
            view.Metadata,
            view.Version,
            view.CreatedAt.UtcDateTime,
            view.UpdatedAt.UtcDateTime);
    }
}
