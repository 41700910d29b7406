using Flowker.Engine.Json;
using Flowker.Engine.Mapping;

namespace Flowker.Executors.Tests;

/// <summary>A test that needs the engine's templates; skipped where <see cref="Template"/> does not fill in placeholders.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class TemplateFactAttribute : FactAttribute
{
    public TemplateFactAttribute()
    {
        var rendered = Template.TryParse(JsonText.Parse("\"${a}\""), out _)?.Render(JsonScope.FromObject(JsonText.Parse("""{"a":"b"}""")));
        if (rendered is not { Failed: false, Value.ValueKind: System.Text.Json.JsonValueKind.String } value || !value.Value.ValueEquals("b"))
        {
            Skip = "The engine does not fill in placeholders yet.";
        }
    }
}
