using System.Text;
using Backtest.Core.Planning.Catalogue;
using Microsoft.AspNetCore.Http;

namespace Backtest.Http;

/// <summary>Answers the route of the schema of grids.</summary>
public static class GridSchemaHandler
{
    /// <summary>The content type of a JSON Schema.</summary>
    public const string ContentType = "application/schema+json";

    private static readonly string Schema = GridSchema.Write();

    /// <summary>GET grid.schema.json: JSON Schema 2020-12.</summary>
    public static IResult Get() => new Guarded(Results.Text(Schema, ContentType, Encoding.UTF8));
}
