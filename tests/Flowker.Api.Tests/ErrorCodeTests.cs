using Flowker.Api.Errors;

namespace Flowker.Api.Tests;

/// <summary>Every code of the registry with which requests are answered, by one request that is answered with it.</summary>
public abstract class ErrorCodeTests(ErrorCases cases)
{
    public static TheoryData<string> Answers => [.. ErrorRegistry.Codes.Where(c => c.Use is CodeUse.Answer).Select(c => c.Code)];

    [Theory]
    [MemberData(nameof(Answers))]
    public async Task A_request_is_answered_with_it(string code)
    {
        Assert.True(cases.Requests.TryGetValue(code, out var request), $"No request here is answered with {code}.");
        (await request()).Is(ErrorRegistry.StatusOf(code), code);
    }

    [Fact]
    public void No_code_that_is_retired_or_an_executions_own_is_an_answer()
    {
        Assert.All(ErrorRegistry.Codes.Where(c => c.Use is not CodeUse.Answer), c => Assert.Equal((0, 500), (c.Status, ErrorRegistry.StatusOf(c.Code))));
        Assert.Equal(ErrorRegistry.Codes.Count, ErrorRegistry.Codes.Select(c => c.Code).Distinct().Count());
    }

    [Fact]
    public async Task Why_an_execution_failed_is_told_by_its_code()
    {
        var failed = await cases.FailedExecutionAsync("/status/422");
        Assert.Equal(("failed", "FLK-0504"), ((string?)failed["status"], (string?)failed["errorCode"]));
        var late = await cases.FailedExecutionAsync("/status/503", executionTimeoutSeconds: 1);
        Assert.Equal(("failed", "FLK-0503"), ((string?)late["status"], (string?)late["errorCode"]));
    }
}

public sealed class ErrorCodeTestsOnSqlite(ErrorCases cases) : ErrorCodeTests(cases), IClassFixture<ErrorCases>;

public sealed class ErrorCodeTestsOnPostgres(ErrorCasesOnPostgres cases) : ErrorCodeTests(cases), IClassFixture<ErrorCasesOnPostgres>;

/// <summary>The registry's page in the documentation.</summary>
public sealed class ErrorPageTests
{
    [Fact]
    public void The_page_tells_of_every_code_as_it_is()
    {
        var page = File.ReadAllLines(Path.Combine(Repository.Root, "docs", "errors.md")).Where(l => l.StartsWith("| `", StringComparison.Ordinal));
        Assert.Equal(ErrorRegistry.Codes.Select(Line), page);
    }

    private static string Line(Errors.ErrorCode code) => code.Use switch
    {
        CodeUse.Answer => $"| `{code.Code}` | {code.Status} | {code.Meaning} |",
        CodeUse.ExecutionText => $"| `{code.Code}` | in executions | {code.Meaning} |",
        _ => $"| `{code.Code}` | retired | {code.Meaning} |",
    };
}
