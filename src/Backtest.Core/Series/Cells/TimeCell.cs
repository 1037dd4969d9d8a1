using System.Globalization;
using System.Text;

namespace Backtest.Core.Series.Cells;

/// <summary>Reads a cell as a date, a time or a period, in the forms of exports in the major languages.</summary>
internal static class TimeCell
{
    private const int LongestCell = 80;
    private const int FirstYear = 1000;
    private const int LastYear = 9000;

    /// <summary>Reads a cell.</summary>
    /// <param name="cell">The cell, as UTF-8.</param>
    /// <param name="order">The order of an ambiguous date's numbers.</param>
    /// <param name="time">The time.</param>
    public static bool TryParse(ReadOnlySpan<byte> cell, DateOrder order, out TimeParts time)
    {
        if (TryParseCommon(cell, out time))
        {
            return true;
        }

        if (cell.Length is 0 or > LongestCell)
        {
            return false;
        }

        Span<char> characters = stackalloc char[LongestCell];
        var text = characters[..Encoding.UTF8.GetChars(cell, characters)];
        return TimeTokens.TryFind(text, out var tokens) && new Parser(tokens, order).TryParse(out time);
    }

    /// <summary>Whether year, month and day are a date.</summary>
    public static bool IsDate(int year, int month, int day) =>
        year is >= 1 and <= LastYear && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);

    /// <summary>
    /// Reads a cell in the most common format, <c>yyyy-MM-dd</c>, optionally followed by <c>HH:mm</c> or <c>HH:mm:ss</c>.
    /// </summary>
    public static bool TryParseCommon(ReadOnlySpan<byte> cell, out TimeParts time)
    {
        time = default;
        time.Offset = TimeParts.NoOffset;
        if (cell.Length is not (10 or 16 or 19) || cell[4] != cell[7] || cell[4] is not ((byte)'-' or (byte)'/')
            || !Two(cell, 0, out var century) || !Two(cell, 2, out var year) || !Two(cell, 5, out var month) || !Two(cell, 8, out var day))
        {
            return false;
        }

        year += 100 * century;
        if (year < FirstYear || !IsDate(year, month, day))
        {
            return false;
        }

        (time.Unit, time.Year, time.Month, time.Day) = (TimeUnit.Day, year, month, day);
        if (cell.Length == 10)
        {
            return true;
        }

        var second = 0;
        if (cell[10] is not ((byte)' ' or (byte)'T') || cell[13] != ':' || !Two(cell, 11, out var hour) || !Two(cell, 14, out var minute)
            || (cell.Length == 19 && (cell[16] != ':' || !Two(cell, 17, out second))) || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        time.Unit = TimeUnit.Instant;
        time.Ticks = ((((hour * 60L) + minute) * 60) + second) * TimeSpan.TicksPerSecond;
        return true;
    }

    private static bool Two(ReadOnlySpan<byte> cell, int at, out int value)
    {
        var (tens, ones) = ((uint)cell[at] - '0', (uint)cell[at + 1] - '0');
        value = (int)((10 * tens) + ones);
        return tens <= 9 && ones <= 9;
    }

    private ref struct Parser(TimeTokens tokens, DateOrder order)
    {
        private readonly TimeTokens _tokens = tokens;
        private TimeParts _time;
        private int _at;

        public bool TryParse(out TimeParts time)
        {
            _time = new TimeParts { Offset = TimeParts.NoOffset };
            var isTime = Whole();
            time = _time;
            return isTime && _tokens.Last is '\0' or '.' or ' ' or ')' or ']' && isTime;
        }

        private bool Whole()
        {
            if (_tokens.Before(0) is not ('\0' or ' ' or '[' or '('))
            {
                return false;
            }

            SkipWeekday();
            if (Date())
            {
                SkipWeekday();
                if (_at < _tokens.Count && _time.Unit == TimeUnit.Day && !IsSpanMark() && TimeOfDay())
                {
                    _time.Unit = TimeUnit.Instant;
                }
            }
            else if (TimeOfDay())
            {
                _time.Unit = TimeUnit.Clock;
            }
            else
            {
                return false;
            }

            if (_time.Unit is TimeUnit.Instant or TimeUnit.Clock)
            {
                Offset();
            }

            return _at == _tokens.Count || SpanEnd();
        }

        private void SkipWeekday()
        {
            if (_tokens.IsWord(_at)
                && _tokens.Count > 1
                && TimeWords.Month(_tokens.Word(_at)) == 0
                && TimeWords.IsWeekday(_tokens.Word(_at)))
            {
                _at++;
            }
        }

        private void SkipFillers()
        {
            while (_tokens.IsWord(_at) && TimeWords.IsFiller(_tokens.Word(_at)))
            {
                _at++;
            }
        }

        // The rest is the end of a span; only the start counts.
        private bool SpanEnd()
        {
            var isWord = _tokens.Is(_at, "to")
                || _tokens.Is(_at, "bis")
                || _tokens.Is(_at, "à")
                || _tokens.Is(_at, "a")
                || _tokens.Is(_at, "al")
                || _tokens.Is(_at, "до")
                || _tokens.Is(_at, "至");
            if (!isWord && !IsSpanMark())
            {
                return false;
            }

            _at += isWord ? 1 : 0;
            var start = _time;
            SkipWeekday();
            var isEnd = Date() ? _at == _tokens.Count || TimeOfDay() : TimeOfDay();
            if (isEnd)
            {
                Offset();
            }

            _time = start;
            _time.IsSpan = true;
            return isEnd && _at == _tokens.Count;
        }

        private readonly bool IsSpanMark() => _tokens.Before(_at) is '~' or '/'
            || (_tokens.Before(_at) == '-' && (_tokens.IsSpaced(_at) || _time.Unit is TimeUnit.Clock or TimeUnit.Instant));

        private bool Date()
        {
            var start = _at;
            var isDate = _tokens.IsNumber(_at) ? NumberFirst() : WordFirst();
            if (!isDate)
            {
                _at = start;
            }

            return isDate;
        }

        private bool NumberFirst() => (_tokens.Length(_at), IsYearMark(_at + 1)) switch
        {
            (2 or 4, true) => YearWithMark(),
            (8 or 10 or 12 or 14, _) => Compact(),
            (6, _) => Year(_tokens.Number(_at) / 100, isShort: false) && Month(_tokens.Number(_at) % 100, TimeUnit.Month) && Next(1),
            (4, _) => YearFirst(),
            (1 or 2, _) => ShortFirst(),
            _ => false,
        };

        private readonly bool IsYearMark(int k) => _tokens.IsOneOf(k, "年년");

        private bool YearWithMark()
        {
            if (!Year(_tokens.Number(_at), _tokens.Length(_at) == 2))
            {
                return false;
            }

            Next(2);
            _at += _tokens.IsOneOf(_at, "第") ? 1 : 0;
            if (!_tokens.IsShort(_at))
            {
                return Unit(TimeUnit.Year);
            }

            var number = _tokens.Number(_at);
            if (_tokens.IsWord(_at + 1) && (TimeWords.IsQuarter(_tokens.Word(_at + 1)) || _tokens.Is(_at + 1, "분기")))
            {
                return Quarter(number) && Next(2);
            }

            if (!_tokens.IsOneOf(_at + 1, "月월") || !Month(number, TimeUnit.Month))
            {
                return false;
            }

            Next(2);
            if (!_tokens.IsShort(_at) || !_tokens.IsOneOf(_at + 1, "日号일"))
            {
                return true;
            }

            _time.Unit = TimeUnit.Day;
            return Day(_tokens.Number(_at)) && Next(2);
        }

        private bool Compact()
        {
            var (digits, number) = (_tokens.Length(_at), _tokens.LongNumber(_at));
            var seconds = digits == 14 ? (int)(number % 100) : 0;
            number = digits == 14 ? number / 100 : number;
            var minutes = digits >= 12 ? (int)(number % 100) : 0;
            number = digits >= 12 ? number / 100 : number;
            var hours = digits >= 10 ? (int)(number % 100) : 0;
            number = digits >= 10 ? number / 100 : number;
            if (!Year((int)(number / 10_000), isShort: false)
                || !Month((int)(number / 100 % 100), TimeUnit.Day)
                || !Day((int)(number % 100))
                || !Clock(hours, minutes, seconds))
            {
                return false;
            }

            _time.Unit = digits > 8 ? TimeUnit.Instant : TimeUnit.Day;
            return Next(1);
        }

        private bool YearFirst()
        {
            var year = _tokens.Number(_at);
            if (!Year(year, isShort: false))
            {
                return false;
            }

            var mark = _tokens.Before(_at + 1);
            if (_tokens.IsNumber(_at + 1) && mark is '-' or '/' or '.' or ' ' && _tokens.IsNumber(_at + 1))
            {
                return YearAndNumber(year, mark);
            }

            if (!_tokens.IsWord(_at + 1))
            {
                return Unit(TimeUnit.Year) && Next(1);
            }

            var word = _tokens.Word(_at + 1);
            var hasNumber = _tokens.IsShort(_at + 2);
            var number = hasNumber ? _tokens.Number(_at + 2) : 0;
            if (TimeWords.Month(word) is > 0 and var month)
            {
                return hasNumber && _tokens.Before(_at + 2) != ':' && _tokens.Before(_at + 3) != ':'
                    ? Month(month, TimeUnit.Day) && Day(number) && Next(3)
                    : Month(month, TimeUnit.Month) && Next(2);
            }

            if (!hasNumber)
            {
                return Unit(TimeUnit.Year) && Next(1);
            }

            return word switch
            {
                ['m' or 'M'] => Month(number, TimeUnit.Month) && Next(3),
                _ when TimeWords.IsQuarter(word) => Quarter(number) && Next(3),
                _ when TimeWords.IsWeek(word) && !(TimeWords.IsHalf(word) && _tokens.Length(_at + 2) == 1) =>
                    Week(number) && Next(3) && DayOfWeek(),
                _ => TimeWords.IsHalf(word) && Half(number) && Next(3),
            };
        }

        private bool YearAndNumber(int year, char mark)
        {
            var (number, digits) = (_tokens.Number(_at + 1), _tokens.Length(_at + 1));
            if (digits == 1 && _tokens.IsWord(_at + 2) && TimeWords.IsQuarter(_tokens.Word(_at + 2)))
            {
                return Quarter(number) && Next(3);
            }

            if (digits == 1 && _tokens.IsWord(_at + 2) && TimeWords.IsHalf(_tokens.Word(_at + 2)))
            {
                return Half(number) && Next(3);
            }

            if (digits <= 2 && _tokens.IsShort(_at + 2) && _tokens.Before(_at + 2) == mark && _tokens.Before(_at + 3) != ':')
            {
                return Month(number, TimeUnit.Day) && Day(_tokens.Number(_at + 2)) && Next(3);
            }

            if (mark == ' ')
            {
                return false;
            }

            if (digits == 4)
            {
                return mark is '-' or '/' && number == year + 1 && Unit(TimeUnit.Year) && Next(2);
            }

            // The column decides whether 2000/01 is a month or a year that ends in the next one.
            _time.IsYearAndTwoDigits = digits == 2;
            return digits <= 2
                && (Month(number, TimeUnit.Month)
                    || (digits == 2 && mark is '-' or '/' && number == (year + 1) % 100 && Unit(TimeUnit.Year)))
                && Next(2);
        }

        // The day within a week, such as the 3 of 2015-W01-3.
        private bool DayOfWeek()
        {
            if (_tokens.IsNumber(_at, 1)
                && _tokens.Before(_at) is '-' or '\0'
                && _tokens.IsNumber(_at, 1)
                && _tokens.Number(_at) is >= 1 and <= 7 and var day)
            {
                _time.Month = day;
                return Next(1);
            }

            return true;
        }

        private bool ShortFirst()
        {
            var (first, firstDigits) = (_tokens.Number(_at), _tokens.Length(_at));
            Next(1);
            if (_tokens.IsNumber(_at))
            {
                return ShortAndNumber(first, firstDigits);
            }

            if (_tokens.IsOneOf(_at, "月월"))
            {
                return false;
            }

            // Before fillers, since some of them can also stand for quarters.
            if (firstDigits == 1 && IsPeriodWord(_at) && AfterPeriodWord(_at + 1) is var year && _tokens.IsNumber(year))
            {
                var word = _tokens.Word(_at);
                _at = year;
                return (TimeWords.IsQuarter(word) ? Quarter(first) : Half(first)) && YearHere();
            }

            SkipFillers();
            if (!_tokens.IsWord(_at))
            {
                return false;
            }

            if (TimeWords.Month(_tokens.Word(_at)) is > 0 and var month)
            {
                Next(1);
                SkipFillers();
                return Month(month, TimeUnit.Day) && YearHere() && Day(first);
            }

            if (firstDigits == 1 && IsPeriodWord(_at))
            {
                var isQuarter = TimeWords.IsQuarter(_tokens.Word(_at));
                Next(1);
                SkipFillers();
                return (isQuarter ? Quarter(first) : Half(first)) && YearHere();
            }

            if (TimeWords.IsWeek(_tokens.Word(_at)))
            {
                Next(1);
                SkipFillers();
                return YearHere() && Week(first);
            }

            return false;
        }

        private readonly bool IsPeriodWord(int k) =>
            _tokens.IsWord(k) && (TimeWords.IsQuarter(_tokens.Word(k)) || TimeWords.IsHalf(_tokens.Word(k)));

        private readonly int AfterPeriodWord(int k) => _tokens.IsWord(k) && TimeWords.IsFiller(_tokens.Word(k)) ? k + 1 : k;

        private bool ShortAndNumber(int first, int firstDigits)
        {
            var mark = _tokens.Before(_at);
            if (mark is not ('-' or '/' or '.' or ' '))
            {
                return false;
            }

            if (_tokens.IsNumber(_at, 4))
            {
                return mark != ' ' && Month(first, TimeUnit.Month) && Year(_tokens.Number(_at), isShort: false) && Next(1);
            }

            if (!_tokens.IsShort(_at)
                || !_tokens.IsNumber(_at + 1)
                || _tokens.Before(_at + 1) != mark
                || _tokens.Length(_at + 1) is not (2 or 4)
                || (_tokens.Before(_at + 2) == ':' && mark == ' '))
            {
                return false;
            }

            var (second, third) = (_tokens.Number(_at), _tokens.Number(_at + 1));
            var isShort = _tokens.Length(_at + 1) == 2;
            var byOrder = isShort || mark != '.' ? order : DateOrder.DayFirst;
            byOrder = !isShort && byOrder == DateOrder.YearFirst ? DateOrder.DayFirst : byOrder;
            var (year, month, day) = byOrder switch
            {
                DateOrder.MonthFirst => (third, first, second),
                DateOrder.YearFirst => (first, second, third),
                _ => (third, second, first),
            };

            // Points occur in dates that begin with the day or the year.
            if ((byOrder == DateOrder.YearFirst && firstDigits != 2) || (mark == '.' && byOrder == DateOrder.MonthFirst))
            {
                return false;
            }

            _time.UsesOrder = isShort || mark != '.';
            _time.IsDayFirst = byOrder == DateOrder.DayFirst;
            return Year(year, isShort) && Month(month, TimeUnit.Day) && Day(day) && Next(2);
        }

        private bool WordFirst()
        {
            if (!_tokens.IsWord(_at))
            {
                return false;
            }

            var word = _tokens.Word(_at);
            if (TimeWords.Month(word) is > 0 and var month)
            {
                Next(1);
                SkipFillers();
                return AfterMonth(month);
            }

            if (_tokens.Is(_at, "fy"))
            {
                Next(1);
                return _tokens.IsNumber(_at, 4)
                    ? YearFirst() && _time.Unit is TimeUnit.Year or TimeUnit.Month && FiscalYear()
                    : YearHere() && Unit(TimeUnit.Year);
            }

            if (!_tokens.IsShort(_at + 1))
            {
                return false;
            }

            var (number, digits) = (_tokens.Number(_at + 1), _tokens.Length(_at + 1));
            var isQuarter = digits == 1 && TimeWords.IsQuarter(word);
            var isHalf = digits == 1 && TimeWords.IsHalf(word);
            var isMonth = word is ['m' or 'M'];
            if (!isQuarter && !isHalf && !isMonth && !TimeWords.IsWeek(word))
            {
                return false;
            }

            Next(2);
            SkipFillers();
            return _tokens.IsNumber(_at)
                && YearHere()
                && (isQuarter ? Quarter(number) : isHalf ? Half(number) : isMonth ? Month(number, TimeUnit.Month) : Week(number));
        }

        private bool FiscalYear()
        {
            (_time.Unit, _time.Month, _time.IsYearAndTwoDigits) = (TimeUnit.Year, 1, false);
            return true;
        }

        private bool AfterMonth(int month)
        {
            if (!_tokens.IsNumber(_at) || _tokens.Before(_at) is ':')
            {
                return false;
            }

            if (_tokens.IsNumber(_at, 4))
            {
                return Month(month, TimeUnit.Month) && YearHere();
            }

            if (!_tokens.IsShort(_at))
            {
                return false;
            }

            var number = _tokens.Number(_at);
            var at = _at;
            Next(1);
            SkipFillers();
            if (_tokens.IsNumber(_at, 4) && _tokens.Before(_at) is not ':')
            {
                return Month(month, TimeUnit.Day) && YearHere() && Day(number);
            }

            _at = at;
            return _tokens.Length(_at) == 2 && Month(month, TimeUnit.Month) && YearHere();
        }

        private bool TimeOfDay()
        {
            var start = _at;
            var mark = _tokens.Before(_at);
            if (_tokens.Is(_at, "t") || _tokens.Is(_at, "at") || _tokens.Is(_at, "um") || _tokens.Is(_at, "kl") || _tokens.Is(_at, "klo"))
            {
                (mark, _at) = ('T', _at + 1);
            }

            var half = HalfOfDay();
            var isClock = _tokens.IsNumber(_at)
                && (mark is '\0' or ' ' or 'T' or ',' or '_' or ':' or '-' || _at == 0)
                && Clock(mark, half is not null);
            if (isClock && (half ?? HalfOfDay()) is { } isAfternoon)
            {
                var hour = _time.Ticks / TimeSpan.TicksPerHour;
                isClock = hour is >= 1 and <= 12;
                _time.Ticks += (hour == 12 ? -12 : 0) * TimeSpan.TicksPerHour;
                _time.Ticks += (isAfternoon ? 12 : 0) * TimeSpan.TicksPerHour;
            }

            _at = isClock ? _at : start;
            return isClock;
        }

        private bool? HalfOfDay()
        {
            var half = HalfAt(_at);
            _at += half is null ? 0 : _tokens.Length(_at) == 1 ? 2 : 1;
            return half;
        }

        // a.m. is two words; a or p alone has this meaning only with its m.
        private readonly bool? HalfAt(int at) =>
            _tokens.IsWord(at) && (_tokens.Length(at) > 1 || _tokens.Is(at + 1, "m")) ? TimeWords.IsAfternoon(_tokens.Word(at)) : null;

        private bool Clock(char mark, bool hasHalf)
        {
            var digits = _tokens.Length(_at);
            var number = _tokens.Number(_at);
            if (digits is 4 or 6)
            {
                return mark is 'T' or ' '
                    && (digits == 4 ? Clock(number / 100, number % 100, 0) : Clock(number / 10_000, number / 100 % 100, number % 100))
                    && Next(1)
                    && Fraction('.');
            }

            if (digits > 2)
            {
                return false;
            }

            var between = _tokens.Before(_at + 1);
            if (_tokens.IsNumber(_at + 1, 2) && between is ':' or '.' && _tokens.IsNumber(_at + 1, 2))
            {
                if (between == '.' && mark is '\0')
                {
                    return false;
                }

                var minutes = _tokens.Number(_at + 1);
                if (_tokens.IsNumber(_at + 2, 2) && _tokens.Before(_at + 2) == between)
                {
                    return Clock(number, minutes, _tokens.Number(_at + 2)) && Next(3) && Fraction(between);
                }

                return Clock(number, minutes, 0) && Next(2);
            }

            if (_tokens.IsWord(_at + 1) && (_tokens.IsOneOf(_at + 1, "时時시点") || _tokens.Is(_at + 1, "h") || _tokens.Is(_at + 1, "uhr")))
            {
                var minutes = _tokens.IsNumber(_at + 2, 2) && _tokens.Before(_at + 2) == '\0' ? _tokens.Number(_at + 2) : 0;
                var hasMinutes = _tokens.IsNumber(_at + 2, 2) && _tokens.Before(_at + 2) == '\0';
                return Clock(number, minutes, 0) && Next(hasMinutes ? 3 : 2) && (!_tokens.IsOneOf(_at, "分분") || Next(1));
            }

            // An hour alone after a date, or with a.m. or p.m.
            var isAlone = mark is 'T' or ' '
                && _at > 0
                && digits == 2
                && (_at + 1 == _tokens.Count || _tokens.Before(_at + 1) is '+' or '-' || _tokens.Is(_at + 1, "z"));
            var isBeforeHalf = hasHalf || HalfAt(_at + 1) is not null;
            return (isAlone || isBeforeHalf) && Clock(number, 0, 0) && Next(1);
        }

        private bool Fraction(char between)
        {
            if (_tokens.IsNumber(_at)
                && _tokens.Before(_at) is '.' or ','
                && between == ':'
                && _tokens.IsNumber(_at)
                && !_tokens.IsSpaced(_at)
                && _tokens.Length(_at) <= 9)
            {
                var ticks = _tokens.LongNumber(_at) * TimeSpan.TicksPerSecond;
                for (var k = 0; k < _tokens.Length(_at); k++)
                {
                    ticks /= 10;
                }

                _time.Ticks += ticks;
                Next(1);
            }

            return true;
        }

        private void Offset()
        {
            if (_tokens.IsWord(_at) && TimeWords.Zone(_tokens.Word(_at)) is { } zone)
            {
                _time.Offset = zone;
                Next(1);
            }

            if (_tokens.Before(_at) is '+' or '-'
                && _tokens.IsNumber(_at)
                && !_tokens.IsSpaced(_at)
                && (_time.Unit == TimeUnit.Instant || _time.Offset != TimeParts.NoOffset))
            {
                var (digits, number) = (_tokens.Length(_at), _tokens.Number(_at));
                var hasMinutes = digits <= 2 && _tokens.Before(_at + 1) == ':' && _tokens.IsNumber(_at + 1, 2);
                var (hours, minutes) = digits == 4 ? (number / 100, number % 100) : (number, hasMinutes ? _tokens.Number(_at + 1) : 0);
                if (digits is 1 or 2 or 4 && hours <= 14 && minutes <= 59)
                {
                    _time.Offset = (short)((_tokens.Before(_at) == '-' ? -1 : 1) * ((60 * hours) + minutes));
                    Next(hasMinutes ? 2 : 1);
                }
            }

            // Java writes the zone's name after the offset, and some programs write the zone in parentheses.
            if (_tokens.Before(_at) is '[' or '(' && _time.Offset != TimeParts.NoOffset && _tokens.Last is ']' or ')')
            {
                _at = _tokens.Count;
            }
        }

        private bool Next(int count)
        {
            _at += count;
            return true;
        }

        private bool Unit(TimeUnit unit)
        {
            (_time.Unit, _time.Month, _time.Day) = (unit, 1, 1);
            return true;
        }

        private bool YearHere()
        {
            if (!_tokens.IsNumber(_at) || _tokens.Length(_at) is not (2 or 4) || _tokens.Before(_at) == ':')
            {
                return false;
            }

            return Year(_tokens.Number(_at), _tokens.Length(_at) == 2) && Next(1);
        }

        private bool Year(int year, bool isShort)
        {
            (_time.Year, _time.IsShortYear) = (year, isShort);
            return isShort || year is >= FirstYear and <= LastYear;
        }

        private bool Month(int month, TimeUnit unit)
        {
            (_time.Unit, _time.Month, _time.Day) = (unit, month, 1);
            return month is >= 1 and <= 12;
        }

        private bool Quarter(int quarter) => quarter is >= 1 and <= 4 && Month((3 * quarter) - 2, TimeUnit.Quarter);

        private bool Half(int half) => half is 1 or 2 && Month((6 * half) - 5, TimeUnit.HalfYear);

        // The Monday of the week by ISO 8601; a day of the week in the cell is added later.
        private bool Week(int week)
        {
            (_time.Unit, _time.Month, _time.Day) = (TimeUnit.Week, 1, week);
            return week >= 1 && week <= (_time.IsShortYear || _time.Year == 0 ? 53 : ISOWeek.GetWeeksInYear(_time.Year));
        }

        // For a two-digit year, the 29th of February is checked once the century is known.
        private bool Day(int day)
        {
            _time.Day = day;
            return _time.IsShortYear
                ? day >= 1 && day <= DateTime.DaysInMonth(2000, _time.Month)
                : IsDate(_time.Year, _time.Month, day);
        }

        private bool Clock(int hours, int minutes, int seconds)
        {
            _time.Ticks = ((((hours * 60L) + minutes) * 60) + seconds) * TimeSpan.TicksPerSecond;

            // 24:00 is midnight at the end of a day. Second 60 is rejected: a leap second has no place on a regular step.
            return (hours <= 23 && minutes <= 59 && seconds <= 59) || (hours == 24 && minutes == 0 && seconds == 0);
        }
    }
}
