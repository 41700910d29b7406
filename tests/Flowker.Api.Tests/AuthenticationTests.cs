using System.Net;

namespace Flowker.Api.Tests;

/// <summary>Who may pass.</summary>
public sealed class AuthenticationTests
{
    [Fact]
    public async Task With_a_key_nothing_under_v1_answers_without_it()
    {
        var guarded = new Service(("API_KEY_ENABLED", "true"), ("API_KEY", "s3cret"));
        await guarded.InitializeAsync();
        try
        {
            foreach (var (method, path) in new[] { (HttpMethod.Get, "/v1/workflows"), (HttpMethod.Post, "/v1/workflows/x/executions"), (HttpMethod.Get, "/v1/nothing"), (HttpMethod.Patch, "/V1/executions") })
            {
                (await guarded.SendAsync(method, path)).Is(401, "UNAUTHORIZED");
                (await guarded.SendAsync(method, path, headers: ("X-API-Key", "S3cret"))).Is(401, "UNAUTHORIZED");
            }

            Assert.Equal(HttpStatusCode.OK, (await guarded.SendAsync(HttpMethod.Get, "/v1/workflows", headers: ("x-api-key", "s3cret"))).Status);
            Assert.Equal(HttpStatusCode.OK, (await guarded.GetAsync("/health")).Status);
        }
        finally
        {
            await guarded.DisposeAsync();
        }
    }
}
