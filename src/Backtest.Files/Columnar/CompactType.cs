namespace Backtest.Files.Columnar;

/// <summary>Types of values in Apache Thrift's compact protocol.</summary>
internal enum CompactType
{
    /// <summary>The end of a structure.</summary>
    Stop = 0,

    /// <summary>A boolean that is set; the type is its value.</summary>
    True = 1,

    /// <summary>A boolean that is not set.</summary>
    False = 2,

    /// <summary>A whole number of 8 bits.</summary>
    I8 = 3,

    /// <summary>A whole number of 16 bits.</summary>
    I16 = 4,

    /// <summary>A whole number of 32 bits.</summary>
    I32 = 5,

    /// <summary>A whole number of 64 bits.</summary>
    I64 = 6,

    /// <summary>A number in double precision.</summary>
    Double = 7,

    /// <summary>Bytes or text.</summary>
    Binary = 8,

    /// <summary>A list.</summary>
    List = 9,

    /// <summary>A set, written as a list.</summary>
    Set = 10,

    /// <summary>A map.</summary>
    Map = 11,

    /// <summary>A structure.</summary>
    Struct = 12,
}
