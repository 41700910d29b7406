using Flowker.Engine.Json;
using Flowker.Executors.Http;

namespace Flowker.Executors.Tests.Http;

public sealed class TargetUrlTests
{
    [Theory]
    [InlineData("https://h/base", """{"path":"a/b"}""", "https://h/base/a/b")]
    [InlineData("https://h/base/", """{"path":"//a///b/"}""", "https://h/base/a/b/")]
    [InlineData("https://h/base", """{"endpointName":"pay"}""", "https://h/base/pay")]
    [InlineData("https://h/base", """{"path":"","endpointName":"pay"}""", "https://h/base")]
    [InlineData("https://h", "{}", "https://h/")]
    [InlineData("https://user:pw@h:8443/b?k=1#f", """{"path":"a?x=2#g","query":{"y":"a b&c","z":[1,true],"n":null}}""",
        "https://h:8443/b/a?k=1&x=2&y=a%20b%26c&z=1&z=true")]
    [InlineData("https://h/b", """{"path":"a%2Fb c\\d"}""", "https://h/b/a%2Fb%20c%5Cd")]
    [InlineData("https://h/b", """{"url":"http://other/x?q=1#f","path":"ignored","query":{"r":2.50}}""", "http://other/x?q=1&r=2.50")]
    [InlineData("https://h/b", """{"url":"/rel?x=1"}""", "https://h/b/rel?x=1")]
    [InlineData("https://h/b", """{"path":"..a/b..c/..."}""", "https://h/b/..a/b..c/...")]
    [InlineData(null, """{"url":"HTTPS://H/x"}""", "https://h/x")]
    public void The_parts_make_one_url(string? baseUrl, string node, string expected) =>
        Assert.Equal(expected, Build(baseUrl, node).Url.AbsoluteUri);

    [Theory]
    [InlineData("../admin")]
    [InlineData("a/../../admin")]
    [InlineData("%2e%2e/admin")]
    [InlineData(".%2E/admin")]
    [InlineData("a/..%2fadmin")]
    [InlineData("..\\\\admin")]
    [InlineData("a%5c..%5cadmin")]
    [InlineData("..;v=1/admin")]
    [InlineData("./a")]
    public void A_path_with_dot_segments_is_refused(string path)
    {
        var refused = Assert.Throws<CallRefusedException>(() => Build("https://h/base/v1", $$"""{"path":"{{path}}"}"""));
        Assert.Contains("segments", refused.Message, StringComparison.Ordinal);
        Assert.Throws<CallRefusedException>(() => Build(null, $$"""{"url":"https://h/{{path}}"}"""));
    }

    [Theory]
    [InlineData("not a url")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://h/")]
    [InlineData("http://")]
    public void A_base_url_that_is_no_http_url_is_refused_and_not_shown(string baseUrl)
    {
        var refused = Assert.Throws<CallRefusedException>(() => Build(baseUrl, "{}"));
        Assert.DoesNotContain(baseUrl, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("https://h/base", """{"path":"a"}""", true)]
    [InlineData("https://h/base", """{"url":"https://H:443/elsewhere"}""", true)]
    [InlineData("https://h/base", """{"url":"http://h/base"}""", false)]
    [InlineData("https://h/base", """{"url":"https://h:444/base"}""", false)]
    [InlineData("https://h/base", """{"url":"https://other/base"}""", false)]
    [InlineData(null, """{"url":"https://other/base"}""", true)]
    public void Only_the_providers_origin_gets_its_credentials(string? baseUrl, string node, bool own) =>
        Assert.Equal(own, Build(baseUrl, node).IsProvidersOwn);

    [Fact]
    public void The_url_for_the_record_has_no_query() =>
        Assert.Equal("https://h:8443/b/a", TargetUrl.WithoutQuery(new Uri("https://u:p@h:8443/b/a?secret=1#f")));

    private static TargetUrl Build(string? baseUrl, string node) =>
        TargetUrl.Build(baseUrl, JsonText.Parse(node), JsonScope.Empty);
}
