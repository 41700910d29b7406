using System.Text.Json.Serialization;
using Flowker.Api.Authentication;
using Flowker.Api.Errors;
using Flowker.Api.OpenApi;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Access;
using Flowker.Grains.Interfaces.Providers;

namespace Flowker.Api.Endpoints;

/// <summary>Provider configurations. Source: <c>spec/reference-api.md</c>, 5.4.</summary>
internal static class ProviderConfigurationEndpoints
{
    private const string IdText = "Unique identifier of the provider configuration.";

    public static void MapProviderConfigurations(this IEndpointRouteBuilder routes)
    {
        var configurations = routes.MapGroup("/v1/provider-configurations").WithTags("Provider Configurations API");
        configurations.MapPost("", CreateAsync)
            .Needs(Roles.Editor)
            .Describes("createProviderConfiguration", "Create a Provider Configuration", "Secrets in it are never shown again.")
            .Takes<ProviderConfigurationInput>().Gives<CreatedResponse>(201)
            .Refuses("FLK-0291", "FLK-0293", "FLK-0294", "FLK-0295", "FLK-0296", "FLK-0298", "FLK-0299");
        configurations.MapRead("", ListAsync)
            .Needs(Roles.Viewer)
            .Describes("listProviderConfigurations", "List Provider Configurations", "Newest first, unless asked otherwise.")
            .Query("status", "Only those with this status.", "active", "disabled")
            .Query("providerId", "Only those of this provider.")
            .Pages("createdAt", "updatedAt", "name")
            .Gives<PageResponse<ConfigurationResponse>>().Refuses("FLK-0304");
        configurations.MapRead("/{id}", ReadAsync)
            .Needs(Roles.Viewer)
            .Describes("getProviderConfiguration", "Retrieve a Provider Configuration", "Secrets are masked wholly.")
            .Id("id", IdText).Gives<ConfigurationResponse>().Refuses("FLK-0290");
        configurations.MapPatch("/{id}", ChangeAsync)
            .Needs(Roles.Editor)
            .Describes(
                "updateProviderConfiguration",
                "Update a Provider Configuration",
                "What is not named stays. config is replaced whole; a secret sent back masked keeps its value, unless a URL changes its origin. metadata is merged.")
            .Id("id", IdText).IfMatch().Takes<ProviderConfigurationChange>().Gives<ConfigurationResponse>()
            .Refuses("FLK-0290", "FLK-0291", "FLK-0293", "FLK-0294", "FLK-0342", "FLK-0295", "FLK-0296", "FLK-0298", "FLK-0299");
        configurations.MapDelete("/{id}", DeleteAsync)
            .Needs(Roles.Editor)
            .Describes("deleteProviderConfiguration", "Delete a Provider Configuration", "Not while an active workflow uses it.")
            .Id("id", IdText).IfMatch().GivesNothing().Refuses("FLK-0290", "FLK-0352");
        configurations.MapPost("/{id}/disable", DisableAsync)
            .Needs(Roles.Operator)
            .Describes("disableProviderConfiguration", "Disable a Provider Configuration", "Calls that need it fail until it is enabled.")
            .Id("id", IdText).IfMatch().Gives<ConfigurationResponse>().Refuses("FLK-0290", "FLK-0292", "FLK-0352");
        configurations.MapPost("/{id}/enable", EnableAsync)
            .Needs(Roles.Operator)
            .Describes("enableProviderConfiguration", "Enable a Provider Configuration", "From disabled.")
            .Id("id", IdText).IfMatch().Gives<ConfigurationResponse>().Refuses("FLK-0290", "FLK-0292");
        configurations.MapPost("/{id}/test", TestAsync)
            .Needs(Roles.Operator)
            .Describes("testProviderConfiguration", "Test a Provider Configuration", "Calls the provider's base URL in three stages. 200 also when the tests fail.")
            .Id("id", IdText).Gives<ProviderTestResponse>().Refuses("FLK-0290", "FLK-0340", "FLK-0341");
        configurations.MapPost("/{id}/circuit/close", CloseCircuitAsync)
            .Needs(Roles.Operator)
            .Describes(
                "closeProviderCircuit",
                "Close a Provider's Circuit Breaker",
                "Calls that it held back go on at once. It opens again at the next failures. The reason is kept in the audit trail for good.")
            .Id("id", IdText).Takes<CloseCircuitInput>().Gives<ConfigurationResponse>().Refuses("FLK-0290", "FLK-0301", "FLK-0302", "FLK-0340");
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

    private static async Task<IResult> CloseCircuitAsync(string id, HttpContext http, IGrainFactory grains)
    {
        if (!RequestReading.TryId(id, out var configuration))
        {
            return RequestReading.BadId(id);
        }

        var (body, refusal) = await RequestBody.ReadAsync(http, RequestBody.HardLimit, ErrorRegistry.BodyTooLarge);
        return body is null
            ? refusal!.Answer
            : Shown(http, await grains.GetGrain<IProviderConfigurationGrain>(configuration).CloseCircuitAsync(new Json(body), http.Caller()));
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

    [SchemaName("ProviderConfigurationCreateOutput", Versioned = true)]
    private sealed record CreatedResponse(Guid Id, string Name, string Status, DateTime CreatedAt);

    [SchemaName("ProviderConfigurationOutput", Versioned = true)]
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
        DateTime UpdatedAt,
        GuardResponse? Guard)
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
            view.UpdatedAt.UtcDateTime,
            view.Breaker is { } breaker
                ? new GuardResponse(new BreakerResponse(breaker.State, breaker.Since?.UtcDateTime, breaker.Until?.UtcDateTime, breaker.Failures))
                : null);
    }

    /// <summary>What protects a provider from its callers, as it is now.</summary>
    [SchemaName("ProviderGuard")]
    private sealed record GuardResponse(BreakerResponse Breaker);

    /// <summary>Since when it is so, until when at most, and how many failures in a row count against it.</summary>
    [SchemaName("CircuitBreakerState")]
    private sealed record BreakerResponse(
        string State,
        DateTime? Since,
        DateTime? Until,
        int Failures);
}
