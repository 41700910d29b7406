using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.Extensions.Options;

namespace Flowker.Api.Requests;

/// <summary>An answer of a few hundred bytes, which packing would only delay.</summary>
internal sealed class BriefAnswer;

/// <summary>Packs JSON for clients that say in <c>Accept-Encoding</c> that they unpack it.</summary>
internal static class PackedAnswers
{
    private static readonly string[] MediaTypes = ["application/json", "application/x-ndjson"];

    public static void AddPackedAnswers(this IServiceCollection services)
    {
        services.AddResponseCompression(packing =>
        {
            // No answer holds a secret beside text of a stranger's choice that a browser could be made to ask for again and again.
            packing.EnableForHttps = true;
            packing.MimeTypes = MediaTypes;
            packing.Providers.Add<BrotliCompressionProvider>();
            packing.Providers.Add<GzipCompressionProvider>();
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
