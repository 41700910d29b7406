using Flowker.Engine;
using Flowker.Grains.Interfaces.Workflows;

namespace Flowker.Grains.Workflows;

/// <summary>Makes reports of findings.</summary>
internal static class ValidationReports
{
    public static ValidationReport Of(IReadOnlyList<Finding> findings) => new()
    {
        Valid = !findings.Any(f => f.Severity is FindingSeverity.Error),
        Findings = Faults.ToFields(findings),
    };
}
