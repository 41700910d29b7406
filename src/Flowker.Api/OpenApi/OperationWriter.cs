using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Flowker.Api.Errors;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Flowker.Api.OpenApi;

/// <summary>Writes what <see cref="RouteNotes"/> say of a route, and what holds for all routes, into its operation.</summary>
internal sealed class OperationWriter : IOpenApiOperationTransformer
{
    public Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var notes = context.Description.ActionDescriptor.EndpointMetadata;
        var role = notes.OfType<IAuthorizeData>().LastOrDefault()?.Policy;
        var document = context.Document!;
        operation.Parameters = [.. Parameters(notes, context.Description.HttpMethod).Select(p => p.ToParameter(document))];
        if (operation.Parameters.Count == 0)
        {
            operation.Parameters = null;
        }

        operation.Security = role is null ? [] : null;
        if (role is not null)
        {
            operation.Description = $"{operation.Description} Needs the role `{role}`.";
            operation.Extensions ??= new Dictionary<string, IOpenApiExtension>();
            operation.Extensions["x-required-role"] = new JsonNodeExtension(JsonValue.Create(role));
        }

        if (operation.RequestBody is OpenApiRequestBody body)
        {
            body.Description = notes.OfType<BodyNote>().LastOrDefault()?.Description;
        }

        WriteResponses(operation, context, Codes(notes, role, takesBody: operation.RequestBody is not null));
        WriteHeaders(operation, notes, document);
        return Task.CompletedTask;
    }

    private static IEnumerable<ParameterNote> Parameters(IList<object> notes, string? method) =>
        method == HttpMethods.Get && VersionedStatuses(notes).Any()
            ? notes.OfType<ParameterNote>().Append(new ParameterNote("If-None-Match", ParameterLocation.Header, "The ETag of the version that the client has; the same version is not sent again."))
            : notes.OfType<ParameterNote>();

    private static IEnumerable<int> VersionedStatuses(IList<object> notes) => notes.OfType<ProducesResponseTypeMetadata>()
        .Where(p => p.Type?.GetCustomAttribute<SchemaNameAttribute>() is { Versioned: true })
        .Select(p => p.StatusCode);

    private static void WriteHeaders(OpenApiOperation operation, IList<object> notes, OpenApiDocument document)
    {
        var versioned = VersionedStatuses(notes).ToHashSet();
        var shown = notes.OfType<HeaderNote>().ToArray();
        foreach (var (text, response) in operation.Responses!)
        {
            var status = int.Parse(text, CultureInfo.InvariantCulture);
            IEnumerable<string> names =
            [
                AnswerHeaders.RequestId,
                .. status is 201 ? [AnswerHeaders.Location] : Array.Empty<string>(),
                .. status is 304 || versioned.Contains(status) ? [AnswerHeaders.EntityTag] : Array.Empty<string>(),
                .. status is 401 ? [AnswerHeaders.Challenge] : Array.Empty<string>(),
                .. status is 415 ? [AnswerHeaders.Encodings] : Array.Empty<string>(),
                .. status is 429 or 503 && IsError(response) ? [AnswerHeaders.RetryAfter] : Array.Empty<string>(),
                .. shown.Where(h => h.Statuses.Contains(status)).Select(h => h.Name),
            ];
            ((OpenApiResponse)response).Headers = names.ToDictionary(n => n, n => AnswerHeaders.In(document, n));
        }
    }

    private static bool IsError(IOpenApiResponse response) =>
        response.Content?.Values.FirstOrDefault()?.Schema is OpenApiSchemaReference { Reference.Id: nameof(ErrorResponse) };

    private static IEnumerable<string> Codes(IList<object> notes, string? role, bool takesBody)
    {
        var codes = notes.OfType<RefusalNote>().SelectMany(r => r.Codes).Concat([ErrorRegistry.HeadersTooLarge, ErrorRegistry.Forbidden]);
        if (role is not null)
        {
            codes = codes.Concat([ErrorRegistry.Unauthorized, ErrorRegistry.Unavailable, ErrorRegistry.Internal]);
        }

        return takesBody ? codes.Concat([ErrorRegistry.BadBody, ErrorRegistry.BodyTooLarge, ErrorRegistry.BadEncoding]) : codes;
    }

    private static void WriteResponses(OpenApiOperation operation, OpenApiOperationTransformerContext context, IEnumerable<string> codes)
    {
        operation.Responses ??= [];
        foreach (var answer in context.Description.ActionDescriptor.EndpointMetadata.OfType<AnswerNote>())
        {
            operation.Responses[Text(answer.Status)].Description = answer.Description;
        }

        foreach (var status in codes.Distinct().GroupBy(ErrorRegistry.StatusOf))
        {
            operation.Responses[Text(status.Key)] = new OpenApiResponse
            {
                Description = $"{StatusText.Of(status.Key)} Codes: {string.Join(", ", status.Order(StringComparer.Ordinal).Select(c => $"`{c}`"))}.",
                Content = new Dictionary<string, OpenApiMediaType>
                {
                    ["application/json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference(nameof(ErrorResponse), context.Document) },
                },
            };
        }

        if (context.Description.HttpMethod == HttpMethods.Get && VersionedStatuses(context.Description.ActionDescriptor.EndpointMetadata).Any())
        {
            operation.Responses["304"] = new OpenApiResponse { Description = StatusText.Of(StatusCodes.Status304NotModified) };
        }

        var byStatus = operation.Responses.OrderBy(r => r.Key, StringComparer.Ordinal).ToArray();
        operation.Responses.Clear();
        foreach (var (status, response) in byStatus)
        {
            operation.Responses.Add(status, response);
        }
    }

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
