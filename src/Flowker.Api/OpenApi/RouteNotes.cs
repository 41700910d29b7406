using System.Text.Json.Nodes;
using Flowker.Api.Errors;
using Flowker.Api.Requests;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.OpenApi;

namespace Flowker.Api.OpenApi;

/// <summary>What the document at <c>/openapi/v1.json</c> tells of a route, said where the route is mapped.</summary>
internal static class RouteNotes
{
    /// <summary><paramref name="id"/> is the operation's id: clients that are generated from the document call it so.</summary>
    public static RouteHandlerBuilder Describes(this RouteHandlerBuilder route, string id, string summary, string description) =>
        route.WithName(id).WithSummary(summary).WithDescription(description);

    /// <summary>The body. Only told: the route itself says in its own order what is wrong with one.</summary>
    public static RouteHandlerBuilder Takes<T>(this RouteHandlerBuilder route, string description = "Request body.", bool optional = false) =>
        route.WithMetadata(new AcceptsMetadata([], typeof(T), optional), new BodyNote(description));

    public static RouteHandlerBuilder Gives<T>(
        this RouteHandlerBuilder route, int status = StatusCodes.Status200OK, string? description = null, string contentType = "application/json") =>
        route.WithMetadata(
            new ProducesResponseTypeMetadata(status, typeof(T), [contentType]), new AnswerNote(status, description ?? StatusText.Of(status)));

    public static RouteHandlerBuilder GivesNothing(this RouteHandlerBuilder route)
    {
        const int status = StatusCodes.Status204NoContent;
        return route.WithMetadata(new ProducesResponseTypeMetadata(status, typeof(void)), new AnswerNote(status, StatusText.Of(status)));
    }

    /// <summary>Codes of <see cref="ErrorRegistry"/>; their statuses follow from them.</summary>
    public static RouteHandlerBuilder Refuses(this RouteHandlerBuilder route, params string[] codes) => route.WithMetadata(
        [new RefusalNote(codes), .. codes.Select(c => new ProducesResponseTypeMetadata(ErrorRegistry.StatusOf(c), typeof(ErrorResponse), ["application/json"]))]);

    /// <summary>A UUID in the path.</summary>
    public static RouteHandlerBuilder Id(this RouteHandlerBuilder route, string name, string description) => route
        .WithMetadata(new ParameterNote(name, ParameterLocation.Path, description) { Required = true, Format = "uuid" })
        .Refuses(ErrorRegistry.BadId);

    /// <summary>A name in the path.</summary>
    public static RouteHandlerBuilder Named(this RouteHandlerBuilder route, string name, string description) =>
        route.WithMetadata(new ParameterNote(name, ParameterLocation.Path, description) { Required = true });

    public static RouteHandlerBuilder Header(this RouteHandlerBuilder route, string name, string description, bool required = false) =>
        route.WithMetadata(new ParameterNote(name, ParameterLocation.Header, description) { Required = required });

    /// <summary>A header that answers with these statuses carry.</summary>
    public static RouteHandlerBuilder Shows(this RouteHandlerBuilder route, string header, params int[] statuses) =>
        route.WithMetadata(new HeaderNote(header, statuses));

    /// <summary>A change that may be made to hang on the version.</summary>
    public static RouteHandlerBuilder IfMatch(this RouteHandlerBuilder route) => route
        .Header("If-Match", "The ETag of the version to change; another version is refused.")
        .Refuses("FLK-0350", "FLK-0351");

    public static RouteHandlerBuilder Query(this RouteHandlerBuilder route, string name, string description, params string[] oneOf) =>
        route.WithMetadata(new ParameterNote(name, ParameterLocation.Query, description) { OneOf = oneOf }).TakesNoOtherQuery();

    public static RouteHandlerBuilder Query(this RouteHandlerBuilder route, string name, string format, string description) =>
        route.WithMetadata(new ParameterNote(name, ParameterLocation.Query, description) { Format = format }).TakesNoOtherQuery();

    /// <summary>Query parameters that are not described here are refused, and so are those that are given twice.</summary>
    public static RouteHandlerBuilder TakesNoOtherQuery(this RouteHandlerBuilder route) =>
        route.WithMetadata(new ClosedQuery()).Refuses("FLK-0304");

    /// <summary>A whole number.</summary>
    public static RouteHandlerBuilder Number(
        this RouteHandlerBuilder route, string name, string description, int minimum, int? maximum = null, int? preset = null) =>
        route.WithMetadata(new ParameterNote(name, ParameterLocation.Query, description)
        {
            Type = JsonSchemaType.Integer,
            Format = maximum is null ? "int64" : "int32",
            Minimum = minimum,
            Maximum = maximum,
            Preset = preset is { } given ? JsonValue.Create(given) : null,
        }).TakesNoOtherQuery();

    /// <summary>Yes or no; no unless asked.</summary>
    public static RouteHandlerBuilder Flag(this RouteHandlerBuilder route, string name, string description) =>
        route.WithMetadata(new ParameterNote(name, ParameterLocation.Query, description)
        {
            Type = JsonSchemaType.Boolean,
            Preset = JsonValue.Create(false),
        }).TakesNoOtherQuery();

    /// <summary>A list with a cursor.</summary>
    public static RouteHandlerBuilder Pages(this RouteHandlerBuilder route, params string[] sortBy)
    {
        route.Limit(10).Refuses("INVALID_CURSOR");
        return sortBy.Length == 0 ? route : route.Query("sortBy", "What to sort by.", sortBy).Query("sortOrder", "In which order.", "ASC", "DESC");
    }

    /// <summary>Pages of as many items as asked for, <paramref name="preset"/> unless asked.</summary>
    public static RouteHandlerBuilder Limit(this RouteHandlerBuilder route, int preset) => route.WithMetadata(
        new ParameterNote("limit", ParameterLocation.Query, "Items of a page at most.")
        {
            Type = JsonSchemaType.Integer,
            Format = "int32",
            Minimum = 1,
            Maximum = 100,
            Preset = JsonValue.Create(preset),
        },
        new ParameterNote("cursor", ParameterLocation.Query, "The nextCursor of the page before; with the same filters.")).TakesNoOtherQuery();
}
