using Flowker.Api.Authentication;
using Flowker.Api.Errors;
using Flowker.Api.OpenApi;
using Flowker.Api.Requests;
using Flowker.Grains.Interfaces;
using Flowker.Grains.Interfaces.Access;

namespace Flowker.Api.Endpoints;

/// <summary>Named API keys with roles. A key's text is answered once, when it is made.</summary>
internal static class ApiKeyEndpoints
{
    private const string IdText = "Unique identifier of the API key.";

    public static void MapApiKeys(this IEndpointRouteBuilder routes)
    {
        var keys = routes.MapGroup("/v1/api-keys").WithTags("Access API").Needs(Roles.Admin);
        keys.MapPost("", CreateAsync)
            .Describes("createApiKey", "Create an API Key", "The answer holds the key's text, this once.")
            .Takes<ApiKeyInput>().Gives<ApiKeyResponse>(201).Refuses("FLK-0371", "FLK-0372");
        keys.MapRead("", ListAsync)
            .Describes("listApiKeys", "List API Keys", "Newest first, revoked ones too.")
            .Pages().Gives<PageResponse<ApiKeyResponse>>().Refuses("FLK-0304");
        keys.MapRead("/{id}", ReadAsync)
            .Describes("getApiKey", "Retrieve an API Key", "Without its text.")
            .Id("id", IdText).Gives<ApiKeyResponse>().Refuses("FLK-0370");
        keys.MapDelete("/{id}", RevokeAsync)
            .Describes("revokeApiKey", "Revoke an API Key", "At once, on every silo.")
            .Id("id", IdText).GivesNothing().Refuses("FLK-0370");
    }

    private static async Task<IResult> CreateAsync(HttpContext http, IGrainFactory grains)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http, RequestBody.HardLimit, ErrorRegistry.BodyTooLarge);
        if (body is null)
        {
            return refusal!.Answer;
        }

        var created = await grains.GetGrain<IApiKeyGrain>(Guid.NewGuid()).CreateAsync(new Json(body), http.Caller());
        if (!created.Ok)
        {
            return ErrorResults.Error(created.Fault);
        }

        // No cache between here and the client may keep it.
        http.Response.Headers.CacheControl = "no-store";
        return ApiJson.Created(
            $"/v1/api-keys/{created.Value.Key.Id}", ApiKeyResponse.Of(created.Value.Key) with { Key = created.Value.Text });
    }

    private static async Task<IResult> ListAsync(HttpContext http, IGrainFactory grains)
    {
        var (request, refusal) = ListQuery.ApiKeys(http.Request.Query);
        if (request is null)
        {
            return refusal!;
        }

        var page = await grains.GetGrain<IApiKeyQueryGrain>(0).ListAsync(request.Limit, request.Cursor);
        return page.Ok ? ApiJson.Ok(PageResponse.Of(page.Value, ApiKeyResponse.Of)) : ErrorResults.Error(page.Fault);
    }

    private static async Task<IResult> ReadAsync(string id, IGrainFactory grains)
    {
        if (!RequestReading.TryId(id, out var key))
        {
            return RequestReading.BadId(id);
        }

        var read = await grains.GetGrain<IApiKeyGrain>(key).GetAsync();
        return read.Ok ? ApiJson.Ok(ApiKeyResponse.Of(read.Value)) : ErrorResults.Error(read.Fault);
    }

    private static async Task<IResult> RevokeAsync(string id, HttpContext http, IGrainFactory grains)
    {
        if (!RequestReading.TryId(id, out var key))
        {
            return RequestReading.BadId(id);
        }

        var revoked = await grains.GetGrain<IApiKeyGrain>(key).RevokeAsync(http.Caller());
        return revoked.Ok ? Results.NoContent() : ErrorResults.Error(revoked.Fault);
    }
}

/// <summary>One API key; <see cref="Key"/> is its text, only in the answer that makes it.</summary>
[SchemaName("ApiKeyOutput")]
internal sealed record ApiKeyResponse(
    Guid Id, string Name, string Role, string? Key, string CreatedBy, DateTime CreatedAt, DateTime? ExpiresAt, DateTime? RevokedAt)
{
    public static ApiKeyResponse Of(ApiKeyView view) => new(
        view.Id, view.Name, view.Role, null, view.CreatedBy, view.CreatedAt.UtcDateTime, view.ExpiresAt?.UtcDateTime, view.RevokedAt?.UtcDateTime);
}
