using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Flowker.Api.OpenApi;

/// <summary>What the document says of the API as a whole. Source: <c>spec/execute-workflow.seed.md</c>.</summary>
internal sealed class DocumentWriter : IOpenApiDocumentTransformer
{
    private static readonly (string Name, string Description)[] Tags =
    [
        ("Health API", "Health and version endpoints for monitoring the Flowker service."),
        ("Catalog API", "Browse built-in providers, executors, and triggers available in the Flowker catalog."),
        ("Workflows API", "Create, update, activate, deactivate, clone, and delete workflow definitions."),
        ("Executions API", "Start workflow executions and track their status and results."),
        ("Executor Configurations API", "Configure, test, and manage external executor connections used by workflow nodes."),
        ("Provider Configurations API", "Configure, test, enable, and disable provider integrations."),
        ("Dashboard API", "Retrieve aggregated summaries of workflows and executions for operational dashboards."),
        ("Audit API", "Query and verify audit events for compliance and operational visibility."),
        ("Webhooks API", "Receive webhook callbacks from external systems to trigger workflow executions."),
        ("Access API", "Make and revoke API keys."),
        ("Operations API", "Ask how the cluster is."),
    ];

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "Flowker API",
            Version = "1.1.0",
            Description =
                "Complete API reference for Flowker workflow orchestration services including catalog management, workflow definitions, "
                + "executor configurations, provider configurations, and workflow executions. Every GET also answers HEAD. Every answer "
                + "names its request in X-Request-Id. Bodies may be packed (Content-Encoding: gzip, br, deflate).",
        };
        document.Servers = [new OpenApiServer { Url = "/" }];
        document.Tags = new HashSet<OpenApiTag>(Tags.Select(t => new OpenApiTag { Name = t.Name, Description = t.Description }));
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes = new Dictionary<string, IOpenApiSecurityScheme>
        {
            ["ApiKeyAuth"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.ApiKey,
                In = ParameterLocation.Header,
                Name = "X-API-Key",
                Description = "API key for authenticating requests to the Flowker API. Provisioned via the API_KEY environment variable during deployment.",
            },
            ["BearerAuth"] = new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                BearerFormat = "JWT",
                Description = "A token of the OpenID Connect issuer that the service is set to trust.",
            },
        };
        // Either of them is enough.
        document.Security =
        [
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("ApiKeyAuth", document)] = [] },
            new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference("BearerAuth", document)] = [] },
        ];
        return Task.CompletedTask;
    }
}
