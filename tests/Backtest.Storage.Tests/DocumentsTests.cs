using System.Security.Cryptography;
using System.Text;
using Backtest.Core.Problems;
using Backtest.Runs;
using Backtest.Storage.Results;

namespace Backtest.Storage.Tests;

public sealed class DocumentsTests
{
    private static readonly RunMark Mark = new(Documents.SchemaVersion, DateTimeOffset.UnixEpoch, "It was a test.");

    [Fact]
    public void What_is_written_is_read() => Assert.Equal(Mark, Read<RunMark>(Documents.Write(Mark)));

    [Fact]
    public void A_document_of_a_newer_version_is_refused_as_such()
    {
        var content = Documents.Write(Mark with { SchemaVersion = Documents.SchemaVersion + 1 });

        var problem = Assert.Throws<InvalidDataException>(() => Read<RunMark>(content));

        Assert.Contains("newer version", Assert.IsType<NewerVersionException>(problem.InnerException).Message);
    }

    [Fact]
    public void Every_flipped_bit_is_noticed()
    {
        var content = Documents.Write(Mark);
        for (var bit = 0; bit < content.Length * 8; bit++)
        {
            var changed = (byte[])content.Clone();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));

            Assert.Throws<InvalidDataException>(() => Read<RunMark>(changed));
        }
    }

    [Fact]
    public void Every_truncation_is_noticed()
    {
        var content = Documents.Write(Mark);
        for (var length = 0; length < content.Length; length++)
        {
            Assert.Throws<InvalidDataException>(() => Read<RunMark>(content[..length]));
        }
    }

    [Fact]
    public void The_first_version_needs_no_checksum() =>
        Assert.Equal("x", Read<RunMark>("""{"schemaVersion":1,"at":"2020-01-01T00:00:00+00:00","reason":"x"}"""u8.ToArray()).Reason);

    [Theory]
    [InlineData(1, "what", "right")]
    [InlineData(2, "what", "right")]
    [InlineData(3, "title", "detail")]
    public void A_problem_is_read_as_its_version_named_its_parts(int version, string title, string detail)
    {
        var plan = Read<RunPlan>(Sealed($$"""
            {"schemaVersion":{{version}},"name":"a","run":"0123456789abcdef","upload":"a","requestedAt":"2020-01-01T00:00:00+00:00","problem":{"{{title}}":"Wrong.","where":"line 2","{{detail}}":"Right."}
            """));

        Assert.Equal(new InputProblem("Wrong.", "line 2", "Right."), plan.Problem);
    }

    [Fact]
    public void A_problem_without_a_part_is_damaged() => Assert.Throws<InvalidDataException>(() => Read<RunPlan>(Sealed(
        """{"schemaVersion":3,"name":"a","run":"b","upload":"a","requestedAt":"2020-01-01T00:00:00+00:00","problem":{"what":"Wrong.","right":"Right."}""")));

    [Theory]
    [InlineData("""{"schemaVersion":1,"requestedAt":"2020-01-01T00:00:00+00:00"}""")]
    [InlineData("""{"schemaVersion":1,"requestedAt":"2020-01-01T00:00:00+00:00","run":null,"winner":"b"}""")]
    [InlineData("""{"schemaVersion":"1","requestedAt":"2020-01-01T00:00:00+00:00","run":"a","winner":"b"}""")]
    [InlineData("""{"schemaVersion":1,"requestedAt":"2020-01-01T00:00:00+00:00","run":"\ud800","winner":"b"}""")]
    [InlineData("""{"requestedAt":"2020-01-01T00:00:00+00:00","run":"a","winner":"b"}""")]
    [InlineData("""{"schemaVersion":0,"requestedAt":"2020-01-01T00:00:00+00:00","run":"a","winner":"b"}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    public void A_document_that_lacks_something_is_damaged(string json) =>
        Assert.Throws<InvalidDataException>(() => Read<PublishedRun>(Encoding.UTF8.GetBytes(json)));

    // A document without its end, with its checksum.
    private static byte[] Sealed(string body) =>
        Encoding.UTF8.GetBytes(
            $"{body.Trim()},\"sha256\":\"{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(body.Trim())))}\"}}");

    private static T Read<T>(byte[] content)
        where T : class => Documents.Read<T>(new StoredBlob(content, new BlobFacts("x.json", "1", content.Length, default)));
}
