using System.Collections.Frozen;
using System.Text;

namespace Backtest.Core.Series.Csv.Tables;

/// <summary>The meanings of column names in the languages of common exports.</summary>
internal static class HeaderWords
{
    private static readonly FrozenSet<string> Dates = Set(
        "date dates datetime datum dato fecha fechas dátum päivä päivämäärä дата tarih 日期 日付 年月日 날짜 일자 "
            + "timestamp zeitstempel horodatage zeitpunkt "
        + "ημερομηνία tanggal ngày التاريخ तारीख ds dateheure datumzeit datadia observationdate obsdate");

    private static readonly FrozenSet<string> Times = Set(
        "time times zeit zeitraum periode period période periodo período date_time hora heure ora czas tijd tid aika 时间 時間 日時 时刻 時刻 시간 "
            + "время период timestep t step index tick ts dt epoch unix unixtime zaman idő uhrzeit kellonaika tidpunkt "
        + "month months monat monate mois mes meses mês mese maand månad måned kuukausi miesiąc měsíc месяц ay "
            + "hónap 月 月份 年月 월 bulan tháng yyyymm yearmonth "
        + "week weeks woche kw semaine semana settimana vecka uke uge viikko tydzień týden неделя hafta hét 周 週 "
        + "quarter quartal trimestre trimester kwartaal kvartal kwartał квартал 季度 분기 "
        + "day days tag tage jour día giorno dag dzień den день gün nap 日 일 hari");

    private static readonly FrozenSet<string> Years =
        Set("year years yr jahr jahre année annee an año anio ano anno jaar år vuosi rok год yıl yil év 年 年份 年度 연도 년 tahun năm yyyy");
    private static readonly FrozenSet<string> MonthParts =
        Set("month mo mon monat mois mes mês mese maand månad måned kuukausi miesiąc měsíc месяц ay hónap 月 月份 월 bulan mm");
    private static readonly FrozenSet<string> DayParts =
        Set("day dy tag jour día dia giorno dag dzień den день gün nap 日 일 dd dom dayofmonth");
    private static readonly FrozenSet<string> DaysOfYear = Set("doy dayofyear yday jday juliantag");
    private static readonly FrozenSet<string> HourParts =
        Set("hour hours hr hh h stunde std heure hora ora uur timme time tunti godzina hodina час saat óra 时 時 小时 时间点 시 he hourending");
    private static readonly FrozenSet<string> MinuteParts = Set("minute minutes min mi minuut minuto minut минута dakika perc 分 분");
    private static readonly FrozenSet<string> QuarterParts =
        Set("quarter qtr q quartal trimestre trimester kwartaal kvartal kwartał квартал 季度 분기");
    private static readonly FrozenSet<string> WeekParts = Set(
        "week wk w woche kw semaine semana settimana vecka uke uge viikko tydzień týden неделя "
            + "hafta hét 周 週 isoweek weekno weeknumber weeknr");

    private static readonly FrozenSet<string> StrongIds = Set(
        "unique_id uniqueid item_id itemid series_id seriesid series_name seriesname series ts_id tsid id key ticker symbol sku");

    private static readonly FrozenSet<string> Ids = Set(
        "unique_id uniqueid item_id itemid series_id seriesid series_name seriesname series ts_id tsid id ids key name code ticker "
            + "symbol isin sku store stores shop shop_id store_id storeid store_nbr storenbr item items "
                + "item_nbr product products product_id productid "
        + "location location_id region area country state county city town station station_id stationid sensor sensor_id site site_id "
            + "device device_id meter meter_id customer client account user category class brand dept department branch warehouse "
        + "channel segment group family type market plant machine asset source agency entity geo iso iso3 iso_code countrycode zone line "
            + "route stop family_id series_key variable indicator metric "
        + "filiale artikel produkt standort ort land stadt kunde lager region magasin produit pays ville client tienda producto país "
            + "pais ciudad cliente negozio prodotto paese città loja produto cidade estado winkel artikelnummer butik vara "
                + "magazin sklep towar товар магазин город регион "
        + "门店 店铺 商品 产品 城市 地区 省份 站点 名称 编号 店舗 商品名 地域 都市 매장 상품 지역");

    private static readonly FrozenSet<string> Targets =
        Set("y target value values val obs_value obsvalue wert valeur valor valore waarde värde verdi wartość значение 值 数值 値 값");

    private static readonly FrozenSet<string> RowNumbers =
        Set("# index idx row rownum row_id rowid rowname rownames no no. nr nr. num id unnamed:0 unnamed rec n 序号 番号 번호");

    private static readonly FrozenSet<string> Totals = Set(
        "total totals grandtotal subtotal sum summe gesamt gesamtsumme insgesamt totale somme suma somma soma totaal totalt summa "
            + "yhteensä razem итого всего toplam összesen 合计 总计 合計 総計 小计 小計 합계 average mean avg durchschnitt mittelwert moyenne media "
                + "média promedio gemiddelde annual year jahr année año ytd all");

    private static readonly FrozenSet<string> Starts = Set(
        "start begin beginning from von ab début debut de inicio desde inizio da begin van fra från startdate starttime startdatum "
            + "begindatum begintime datefrom timestart periodstart 开始 开始时间 開始");

    /// <summary>Whether a name denotes dates.</summary>
    public static bool IsDate(string name) => Dates.Contains(Key(name)) || Words(name).Any(Dates.Contains);

    /// <summary>Whether a name denotes a time or a part of one.</summary>
    public static bool IsTime(string name) => IsDate(name) || Contains(Times, name) || Contains(Years, name);

    /// <summary>Whether a name denotes years.</summary>
    public static bool IsYear(string name) => Contains(Years, name);

    /// <summary>Whether a name denotes months.</summary>
    public static bool IsMonth(string name) => Contains(MonthParts, name);

    /// <summary>Whether a name denotes days of a month.</summary>
    public static bool IsDay(string name) => Contains(DayParts, name);

    /// <summary>Whether a name denotes days of a year.</summary>
    public static bool IsDayOfYear(string name) => Contains(DaysOfYear, name);

    /// <summary>Whether a name denotes hours.</summary>
    public static bool IsHour(string name) => Contains(HourParts, name);

    /// <summary>Whether a name denotes minutes.</summary>
    public static bool IsMinute(string name) => Contains(MinuteParts, name);

    /// <summary>Whether a name denotes quarters.</summary>
    public static bool IsQuarter(string name) => Contains(QuarterParts, name);

    /// <summary>Whether a name denotes weeks.</summary>
    public static bool IsWeek(string name) => Contains(WeekParts, name);

    /// <summary>Whether a name denotes ids in a format of forecasting tools.</summary>
    public static bool IsStrongId(string name) => Contains(StrongIds, name);

    /// <summary>Whether a name often denotes ids of series.</summary>
    public static bool IsId(string name) => Contains(Ids, name) || Words(name).Any(Ids.Contains);

    /// <summary>Whether a name denotes the values among other numbers.</summary>
    public static bool IsTarget(string name) => Contains(Targets, name);

    /// <summary>Whether a name denotes row numbers, or is empty.</summary>
    public static bool IsRowNumber(string name) => name.Length == 0 || Contains(RowNumbers, name);

    /// <summary>Whether a text is the label of a total.</summary>
    public static bool IsTotal(string text) =>
        Contains(Totals, text) || Words(text).Any(word => Totals.Contains(word) && word is not ("all" or "year" or "de"));

    /// <summary>Whether a name denotes the start of a span.</summary>
    public static bool IsStart(string name) =>
        Contains(Starts, name) || Words(name).Any(word => word is "start" or "begin" or "von" or "from" or "début" or "inicio");

    private static bool Contains(FrozenSet<string> words, string name) =>
        words.Contains(Key(name)) || words.Contains(name.Trim().ToLowerInvariant());

    // Without word separators, and without a remark in parentheses such as a unit.
    private static string Key(string name)
    {
        var end = name.IndexOfAny(['(', '[', '/']);
        var key = new StringBuilder(name.Length);
        foreach (var character in end > 0 ? name.AsSpan(0, end) : name)
        {
            if (!char.IsWhiteSpace(character) && character is not ('_' or '-' or '.' or '"'))
            {
                key.Append(char.ToLowerInvariant(character));
            }
        }

        return key.ToString();
    }

    private static IEnumerable<string> Words(string name)
    {
        var start = 0;
        for (var k = 1; k <= name.Length; k++)
        {
            var isBorder = k == name.Length || !char.IsLetter(name[k]) || (char.IsUpper(name[k]) && char.IsLower(name[k - 1]));
            if (isBorder)
            {
                if (k > start && char.IsLetter(name[start]))
                {
                    yield return name[start..k].ToLowerInvariant();
                }

                start = k < name.Length && !char.IsLetter(name[k]) ? k + 1 : k;
            }
        }
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToFrozenSet();
}
