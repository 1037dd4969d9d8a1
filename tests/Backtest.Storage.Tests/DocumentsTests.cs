using System.Text;
using Backtest.Runs;

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
    [InlineData("""{"schemaVersion":1,"requestedAt":"2020-01-01T00:00:00+00:00"}""")]
    [InlineData("""{"schemaVersion":1,"requestedAt":"2020-01-01T00:00:00+00:00","run":"a","winner":null}""")]
    [InlineData("""{"schemaVersion":"1","requestedAt":"2020-01-01T00:00:00+00:00","run":"a","winner":"b"}""")]
    [InlineData("""{"schemaVersion":1,"requestedAt":"2020-01-01T00:00:00+00:00","run":"\ud800","winner":"b"}""")]
    [InlineData("""{"requestedAt":"2020-01-01T00:00:00+00:00","run":"a","winner":"b"}""")]
    [InlineData("""{"schemaVersion":0,"requestedAt":"2020-01-01T00:00:00+00:00","run":"a","winner":"b"}""")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("")]
    public void A_document_that_lacks_something_is_damaged(string json) =>
        Assert.Throws<InvalidDataException>(() => Read<PublishedRun>(Encoding.UTF8.GetBytes(json)));

    private static T Read<T>(byte[] content)
        where T : class => Documents.Read<T>(new StoredBlob(content, new BlobFacts("x.json", "1", content.Length, default)));
}
