namespace Flowker.Engine.Mapping.Timestamps;

/// <summary>What a piece of a layout stands for.</summary>
internal enum LayoutElement
{
    Literal,
    Year,
    ShortYear,
    MonthName,
    ShortMonthName,
    Month,
    PaddedMonth,
    DayName,
    ShortDayName,
    Day,
    SpacedDay,
    PaddedDay,
    DayOfYear,
    Hour24,
    Hour12,
    PaddedHour12,
    Minute,
    PaddedMinute,
    Second,
    PaddedSecond,

    /// <summary>As many digits as the layout has.</summary>
    Fraction,

    /// <summary>The same, without zeros at its end.</summary>
    TrimmedFraction,
    Noon,
    LowerNoon,
    ZoneName,

    /// <summary><c>-0700</c>, <c>-07:00</c>, <c>-07</c> …</summary>
    Offset,

    /// <summary>The same, with <c>Z</c> for UTC.</summary>
    OffsetOrZ,
}

/// <summary>A piece of a layout as it is written there.</summary>
internal readonly record struct LayoutPiece(LayoutElement Element, string Text);
