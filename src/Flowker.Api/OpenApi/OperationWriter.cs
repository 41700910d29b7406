using System.Globalization;
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
        operation.Parameters = [.. notes.OfType<ParameterNote>().Select(p => p.ToParameter())];
        if (operation.Parameters.Count == 0)
        {
            operation.Parameters = null;
        }

        operation.Security = role is null ? [] : null;
        if (role is not null)
        {
            operation.Description = $"{operation.Description} Needs the role `{role}`.";
        }

        if (operation.RequestBody is OpenApiRequestBody body)
        {
            body.Description = notes.OfType<BodyNote>().LastOrDefault()?.Description;
        }

        // A route of many methods is many operations, and each has an id of its own.
        if (notes.OfType<HttpMethodMetadata>().LastOrDefault() is { } methods && methods.HttpMethods.Count(m => m != HttpMethods.Head) > 1)
        {
            operation.OperationId += context.Description.HttpMethod;
        }

        WriteResponses(operation, context, Codes(notes, role, takesBody: operation.RequestBody is not null));
        return Task.CompletedTask;
    }

    private static IEnumerable<string> Codes(IList<object> notes, string? role, bool takesBody)
    {
        var codes = notes.OfType<RefusalNote>().SelectMany(r => r.Codes);
        if (role is not null)
        {
            codes = codes.Concat([ErrorRegistry.Unauthorized, ErrorRegistry.Forbidden, ErrorRegistry.Unavailable, ErrorRegistry.Internal]);
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

        var byStatus = operation.Responses.OrderBy(r => r.Key, StringComparer.Ordinal).ToArray();
        operation.Responses.Clear();
        foreach (var (status, response) in byStatus)
        {
            operation.Responses.Add(status, response);
        }
    }

    private static string Text(int status) => status.ToString(CultureInfo.InvariantCulture);
}
