using System.IO.Compression;
using System.Net;
using System.Text;

namespace Flowker.Api.Tests;

/// <summary>How bodies are packed and how large they may be.</summary>
public abstract class RequestBodyTests(Service service)
{
    private const string Path = "/v1/catalog/executors/http/validate";
    private const int HardLimit = 4 * 1024 * 1024;

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    [InlineData("identity")]
    [InlineData("GZIP, br")]
    [InlineData("deflate, gzip, br, gzip")]
    public async Task A_packed_body_is_unpacked(string encodings)
    {
        var answer = await SendAsync(Packed(encodings, """{"config":{"method":"GET"}}"""u8.ToArray()), encodings);
        Assert.Equal((HttpStatusCode.OK, """{"valid":true}"""), (answer.Status, answer.Text));
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, compress")]
    [InlineData("gzip, gzip, gzip, gzip, gzip")]
    public async Task What_cannot_be_unpacked_is_415_and_told_what_can(string encodings)
    {
        var answer = await SendAsync("{}"u8.ToArray(), encodings);
        answer.Is(415, "FLK-0415");
        Assert.Equal("gzip, br, deflate", answer.Headers["Accept-Encoding"]);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task A_body_that_is_not_packed_as_it_says_is_400(string encoding) =>
        (await SendAsync("""{"config":{}}"""u8.ToArray(), encoding)).Is(400, "FLK-0001");

    [Theory]
    [InlineData("gzip", HardLimit + 1)]
    [InlineData("br", 1 << 26)]
    public async Task A_bomb_is_413(string encoding, int size) => (await SendAsync(Bomb(encoding, size), encoding)).Is(413, "FLK-0413");

    // Only a limit on each layer finds it: the last one makes next to nothing of what the one before inflates to.
    [Fact]
    public async Task A_bomb_that_goes_off_between_two_layers_is_413() =>
        (await SendAsync(EmptyMembers(1 << 26), "gzip, gzip")).Is(413, "FLK-0413");

    [Fact]
    public async Task What_is_larger_than_the_limit_is_413_whether_its_length_is_told_or_not()
    {
        var body = new byte[HardLimit + 1];
        (await SendAsync(body, "identity")).Is(413, "FLK-0413");
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(body) };
        request.Headers.TransferEncodingChunked = true;
        using var response = await service.Http.SendAsync(request);
        (await Answer.OfAsync(response)).Is(413, "FLK-0413");
    }

    private static byte[] Packed(string encodings, byte[] bytes) => encodings.Split(", ").Aggregate(bytes, (inner, encoding) =>
    {
        using var packed = new MemoryStream();
        using (var packer = Packer(encoding, packed))
        {
            packer.Write(inner);
        }

        return packed.ToArray();
    });

    private static Stream Packer(string encoding, MemoryStream packed) => encoding.ToUpperInvariant() switch
    {
        "GZIP" => new GZipStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        "BR" => new BrotliStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        "DEFLATE" => new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true),
        _ => packed,
    };

    private static byte[] Bomb(string encoding, int size)
    {
        using var packed = new MemoryStream();
        using (var packer = Packer(encoding, packed))
        {
            var blanks = Encoding.ASCII.GetBytes(new string(' ', 1 << 20));
            for (var written = 0L; written < size; written += blanks.Length)
            {
                packer.Write(blanks);
            }
        }

        return packed.ToArray();
    }

    private static byte[] EmptyMembers(int size)
    {
        var member = Packed("gzip", "x"u8.ToArray());
        using var packed = new MemoryStream();
        using (var packer = Packer("gzip", packed))
        {
            var members = Enumerable.Repeat(member, 10_000).SelectMany(m => m).ToArray();
            for (var written = 0L; written < size; written += members.Length)
            {
                packer.Write(members);
            }
        }

        return packed.ToArray();
    }

    private async Task<Answer> SendAsync(byte[] body, string encodings)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        request.Content.Headers.TryAddWithoutValidation("Content-Encoding", encodings);
        using var response = await service.Http.SendAsync(request);
        return await Answer.OfAsync(response);
    }
}

public sealed class RequestBodyTestsOnSqlite(Service service) : RequestBodyTests(service), IClassFixture<Service>;

public sealed class RequestBodyTestsOnPostgres(PostgresService service) : RequestBodyTests(service), IClassFixture<PostgresService>;
