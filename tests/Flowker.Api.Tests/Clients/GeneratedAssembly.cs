using System.Reflection;
using System.Runtime.Loader;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NJsonSchema.CodeGeneration.CSharp;
using NSwag;
using NSwag.CodeGeneration.CSharp;

namespace Flowker.Api.Tests.Clients;

/// <summary>A client as NSwag makes it of the document, compiled together with a program that uses it.</summary>
internal static class GeneratedAssembly
{
    public static async Task<Assembly> OfAsync(string document, string program, CSharpJsonLibrary json)
    {
        var generator = new CSharpClientGenerator(await OpenApiDocument.FromJsonAsync(document), new CSharpClientGeneratorSettings
        {
            ClassName = "FlowkerClient",
            CSharpGeneratorSettings = { Namespace = "Generated", JsonLibrary = json },
        });
        var code = generator.GenerateFile();
        var compilation = CSharpCompilation.Create(
            $"client-{json}",
            [CSharpSyntaxTree.ParseText(code), CSharpSyntaxTree.ParseText(program)],
            References(),
            new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));
        using var bytes = new MemoryStream();
        var result = compilation.Emit(bytes);
        var errors = result.Diagnostics.Where(d => d.Severity is DiagnosticSeverity.Error).Take(10).ToArray();
        if (errors.Length > 0)
        {
            throw new InvalidOperationException($"The client that NSwag made does not compile:\n{string.Join('\n', errors.Select(e => e.ToString()))}");
        }

        bytes.Position = 0;
        return new AssemblyLoadContext(compilation.AssemblyName).LoadFromStream(bytes);
    }

    private static IEnumerable<MetadataReference> References() => ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Select(path => MetadataReference.CreateFromFile(path));
}
