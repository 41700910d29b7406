using System.Text.Json;
using System.Text.Json.Serialization;

namespace Flowker.Bench.Reports;

/// <summary>The report for programs.</summary>
internal static class JsonReport
{
    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static string Write(Report report) => JsonSerializer.Serialize(report, Options);
}
