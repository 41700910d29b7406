using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Flowker.Api.OpenApi;
using Flowker.Grains.Interfaces;

namespace Flowker.Api.Endpoints;

/// <summary>The bodies of workflow routes, for the API's document: the engine reads them from their text. Source: <c>spec/reference-api.md</c>, 5.1.0.</summary>
[Example("""
    {"name":"limit-check",
     "nodes":[{"id":"start","type":"trigger","position":{"x":0,"y":0}},
              {"id":"big","type":"conditional","name":"Big?","position":{"x":0,"y":100},"data":{"condition":"workflow.amount > 100"}},
              {"id":"result","type":"action","position":{"x":0,"y":200},"data":{"actionType":"set_output","output":{"big":true}}}],
     "edges":[{"id":"e1","source":"start","target":"big"},{"id":"e2","source":"big","target":"result","sourceHandle":"true"}],
     "metadata":{"team":"risk"}}
    """)]
internal sealed record WorkflowInput(
    [property: StringLength(100, MinimumLength = 1)] string Name,
    [property: StringLength(500)] string? Description,
    [property: MaxLength(100)] IReadOnlyList<NodeInput>? Nodes,
    [property: MaxLength(200)] IReadOnlyList<EdgeInput>? Edges,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Metadata,
    WorkflowSettingsInput? Settings);

[SchemaName("WorkflowSettings")]
internal sealed record WorkflowSettingsInput(int? ExecutionTimeoutSeconds);

internal sealed record NodeInput(
    [property: StringLength(50, MinimumLength = 1)] string Id,
    [property: AllowedValues("trigger", "executor", "conditional", "action")] string Type,
    [property: StringLength(50)] string? Name,
    PositionResponse? Position,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Data);

internal sealed record EdgeInput(
    [property: StringLength(50, MinimumLength = 1)] string Id,
    [property: StringLength(50, MinimumLength = 1)] string Source,
    [property: StringLength(50, MinimumLength = 1)] string Target,
    [property: StringLength(50)] string? SourceHandle,
    [property: StringLength(500)] string? Condition,
    [property: StringLength(50)] string? Label);

[Example("""{"name":"limit-check-2"}""")]
internal sealed record CloneInput([property: StringLength(100, MinimumLength = 1)] string Name);

[Example("""
    {"templateId":"tracer-midaz-validation",
     "params":{"workflowName":"payments","tracerProviderConfigId":"a1b2c3d4-e5f6-7890-abcd-ef1234567890",
               "midazProviderConfigId":"f7e6d5c4-b3a2-1098-7654-321fedcba098"}}
    """)]
internal sealed record FromTemplateInput(
    string TemplateId, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Params);

[Example("""{"params":{"workflowName":"payments"}}""")]
internal sealed record TemplateParamsInput([property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] Json Params);
