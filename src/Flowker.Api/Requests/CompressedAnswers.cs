using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace Flowker.Api.Requests;

/// <summary>An answer of a few hundred bytes, which compression would only delay.</summary>
internal sealed class BriefAnswer;

/// <summary>Compresses JSON for clients that say in <c>Accept-Encoding</c> what they decompress.</summary>
internal static class CompressedAnswers
{
    private static readonly string[] MediaTypes = ["application/json", "application/x-ndjson"];

    public static void AddCompressedAnswers(this IServiceCollection services)
    {
        services.AddResponseCompression(compression =>
        {
            // No answer holds a secret beside text of a stranger's choice that a browser could be made to ask for again and again.
            compression.EnableForHttps = true;
            compression.MimeTypes = MediaTypes;
            compression.Providers.Add<BrotliCompressionProvider>();
            compression.Providers.Add<GzipCompressionProvider>();
        });
        services.AddSingleton<IResponseCompressionProvider, LongAnswers>();
        services.Configure<BrotliCompressionProviderOptions>(brotli => brotli.Level = CompressionLevel.Fastest);
        services.Configure<GzipCompressionProviderOptions>(gzip => gzip.Level = CompressionLevel.Fastest);
    }

    /// <summary>The answers of this route are brief.</summary>
    public static TBuilder AnswersBriefly<TBuilder>(this TBuilder route)
        where TBuilder : IEndpointConventionBuilder => route.WithMetadata(new BriefAnswer());

    private sealed class LongAnswers(IServiceProvider services, IOptions<ResponseCompressionOptions> options) : ResponseCompressionProvider(services, options)
    {
        public override bool ShouldCompressResponse(HttpContext context) =>
            context.GetEndpoint()?.Metadata.GetMetadata<BriefAnswer>() is null && base.ShouldCompressResponse(context);
    }
}
