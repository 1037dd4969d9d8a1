using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Backtest.Core.Models;
using Backtest.Core.Series;
using Backtest.Storage;
using Backtest.Storage.Results;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace Backtest.Http;

/// <summary>Makes the schemas of the contract say how documents are written: see <see cref="Documents.Configure"/>.</summary>
internal static class ContractSchemas
{
    /// <summary>Whether values of a type are ids, which are written as text.</summary>
    public static bool IsId(Type type) => type == typeof(SeriesName) || type == typeof(RunId) || type == typeof(TrialId);

    /// <summary>Corrects the schema of a type.</summary>
    public static Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        if (schema.Properties is not null && context.JsonTypeInfo.Kind == JsonTypeInfoKind.Object)
        {
            schema.Required = Required(schema, context.JsonTypeInfo);
        }

        if (type.IsEnum || IsId(type))
        {
            schema.Type = JsonSchemaType.String;
        }
        else if (type == typeof(ProblemDetails))
        {
            DescribeProblem(schema);
        }
        else if (type == typeof(ModelDocument))
        {
            schema.Properties!["sha256"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Pattern = "^[0-9a-f]{64}$",
                Description = "SHA-256 of the text before it."
            };
        }

        return Task.CompletedTask;
    }

    /// <summary>Removes null from the types of properties, because properties without a value are left out.</summary>
    public static void LeaveOutNulls(OpenApiDocument document)
    {
        foreach (var schema in document.Components!.Schemas!.Values.OfType<OpenApiSchema>().Where(schema => schema.Enum is not null))
        {
            schema.Enum = [.. schema.Enum!.Where(value => value is not null)];
        }

        foreach (var properties in document.Components!.Schemas!.Values.Select(schema => schema.Properties)
            .OfType<IDictionary<string, IOpenApiSchema>>())
        {
            foreach (var (name, property) in properties.ToList())
            {
                if (property is OpenApiSchema { Type: { } type } single && type.HasFlag(JsonSchemaType.Null))
                {
                    single.Type = type & ~JsonSchemaType.Null;
                }
                else if (property.OneOf is [{ Type: JsonSchemaType.Null }, OpenApiSchemaReference reference])
                {
                    properties[name] = new OpenApiSchemaReference(reference.Reference.Id!, document)
                    {
                        Description = property.Description
                        ?? reference.Description
                    };
                }
            }
        }
    }

    /// <summary>Marks the discriminator as required in each kind of a value.</summary>
    public static void RequireDiscriminators(OpenApiDocument document)
    {
        var schemas = document.Components!.Schemas!;
        foreach (var schema in schemas.Values.Where(schema => schema.Discriminator is not null))
        {
            foreach (var reference in schema.AnyOf!.OfType<OpenApiSchemaReference>())
            {
                var kind = (OpenApiSchema)schemas[reference.Reference.Id!];
                (kind.Required ??= new HashSet<string>()).Add(schema.Discriminator!.PropertyName!);
            }
        }
    }

    /// <summary>Joins the lines of every description, because comments in code are wrapped.</summary>
    public static void JoinLines(OpenApiDocument document)
    {
        foreach (var schema in document.Components!.Schemas!.Values.SelectMany(schema => (schema.Properties?.Values ?? []).Append(schema))
            .Where(schema => schema.Description is not null))
        {
            schema.Description = string.Join(' ', schema.Description!.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        }
    }

    // Properties that are not null are written, unless they are marked otherwise.
    private static HashSet<string> Required(OpenApiSchema schema, JsonTypeInfo type)
    {
        var own = type.Properties.ToDictionary(property => property.Name);
        var discriminators = (schema.Required ?? new HashSet<string>()).Where(name => !own.ContainsKey(name));
        var written = own.Values.Where(property => !property.IsGetNullable
            && property.AttributeProvider?.IsDefined(typeof(JsonIgnoreAttribute), inherit: true) != true
            && schema.Properties!.ContainsKey(property.Name));
        return [.. discriminators, .. written.Select(property => property.Name)];
    }

    private static void DescribeProblem(OpenApiSchema schema)
    {
        schema.Description = "What is wrong (RFC 9457).";
        schema.Properties = new Dictionary<string, IOpenApiSchema>
        {
            ["type"] = new OpenApiSchema { Type = JsonSchemaType.String, Format = "uri", Description = "The meaning of the status." },
            ["title"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "What is wrong, as a sentence." },
            ["status"] = new OpenApiSchema
            {
                Type = JsonSchemaType.Integer,
                Minimum = "400",
                Maximum = "599",
                Description = "The status of the answer."
            },
            ["detail"] = new OpenApiSchema { Type = JsonSchemaType.String, Description = "How to fix it, as a sentence." },
            ["where"] = new OpenApiSchema
            {
                Type = JsonSchemaType.String,
                Description = "The place: a line and column of a file, a key of a grid, or a parameter. Left out if it is the whole.",
            },
        };
        schema.Required = new HashSet<string> { "title", "status", "detail" };
        schema.AdditionalProperties = null;
    }
}
