using System.Collections.Frozen;

namespace Backtest.Core.Series.Cells;

/// <summary>Words of dates and times in the languages of common exports, in lower case.</summary>
internal static class TimeWords
{
    // For every language, the twelve months in order; several names of a month stand together.
    private static readonly string[] Months =
    [
        "january jan,february feb,march mar,april apr,may,june jun,july jul,august aug,september sep "
            + "sept,october oct,november nov,december dec",
        "januar jänner,februar feber,märz maerz mär mrz,april,mai,juni,juli,august,september,oktober okt,november,dezember dez",
        "janvier janv,février févr fév,mars,avril avr,mai,juin,juillet juil,août aoû,septembre,octobre,novembre,décembre déc",
        "enero ene,febrero,marzo,abril abr,mayo,junio,julio,agosto ago,septiembre setiembre set,octubre,noviembre,diciembre dic",
        "gennaio gen,febbraio,marzo,aprile,maggio mag,giugno giu,luglio lug,agosto,settembre,ottobre ott,novembre,dicembre",
        "janeiro,fevereiro fev,março,abril,maio,junho,julho,agosto,setembro,outubro out,novembro,dezembro",
        "januari,februari,maart mrt,april,mei,juni,juli,augustus,september,oktober,november,december",
        "januari,februari,mars,april,maj,juni,juli,augusti,september,oktober,november,december",
        "januar,februar,marts,april,maj,juni,juli,august,september,oktober,november,desember des",
        "tammikuu tammi,helmikuu helmi,maaliskuu maalis,huhtikuu huhti,toukokuu touko,kesäkuu kesä,heinäkuu heinä,elokuu elo,syyskuu "
            + "syys,lokakuu loka,marraskuu marras,joulukuu joulu",
        "styczeń stycznia sty,luty lutego lut,marzec marca,kwiecień kwietnia kwi,maj maja,czerwiec czerwca cze,lipiec lipca lip,sierpień "
            + "sierpnia sie,wrzesień września wrz,październik października paź,listopad listopada lis,grudzień grudnia gru",
        "leden ledna,únor února,březen března,duben dubna,květen května,červen června,červenec července,srpen srpna,září,říjen "
            + "října,listopad listopadu,prosinec prosince",
        "январь января янв,февраль февраля фев,март марта мар,апрель апреля апр,май мая,июнь июня июн,июль июля июл,август августа "
            + "авг,сентябрь сентября сен сент,октябрь октября окт,ноябрь ноября ноя,декабрь декабря дек",
        "січень січня,лютий лютого,березень березня,квітень квітня,травень травня,червень червня,липень липня,серпень серпня,вересень "
            + "вересня,жовтень жовтня,листопад листопада,грудень грудня",
        "ocak oca,şubat şub,mart,nisan nis,mayıs,haziran haz,temmuz tem,ağustos ağu,eylül eyl,ekim eki,kasım kas,aralık ara",
        "január,február,március márc,április ápr,május máj,június jún,július júl,augusztus,szeptember szept,október,november,december",
        "ianuarie ian,februarie,martie,aprilie,mai,iunie iun,iulie iul,august,septembrie,octombrie,noiembrie noi,decembrie",
        "januari,februari,maret,april,mei,juni,juli,agustus agu,september,oktober,november,desember",
        "ιανουάριος ιανουαρίου,φεβρουάριος φεβρουαρίου,μάρτιος μαρτίου,απρίλιος απριλίου,μάιος μαΐου,ιούνιος ιουνίου,ιούλιος "
            + "ιουλίου,αύγουστος αυγούστου,σεπτέμβριος σεπτεμβρίου,οκτώβριος οκτωβρίου,νοέμβριος νοεμβρίου,δεκέμβριος δεκεμβρίου",
        "一月,二月,三月,四月,五月,六月,七月,八月,九月,十月,十一月,十二月",
    ];

    private static readonly FrozenDictionary<string, int> MonthOf = Months
        .SelectMany(language => language.Split(',').SelectMany((names, month) => names.Split(' ').Select(name => (name, month: month + 1))))
        .SelectMany(pair => new[] { pair, (name: Plain(pair.name), pair.month) })
        .DistinctBy(pair => pair.name)
        .ToFrozenDictionary(pair => pair.name, pair => pair.month);

    private static readonly FrozenDictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> MonthBySpan =
        MonthOf.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly FrozenSet<string> Weekdays = Set(
        "monday mon tuesday tue tues wednesday wed thursday thu thur thurs friday fri saturday sat sunday sun "
        + "montag mo dienstag di mittwoch mi donnerstag do freitag fr samstag sonnabend sa sonntag so "
        + "lundi lun mardi mar mercredi mer jeudi jeu vendredi ven samedi sam dimanche dim "
        + "lunes martes mié miércoles jueves jue viernes vie sábado sáb domingo dom "
        + "lunedì martedì mercoledì giovedì gio venerdì sabato segunda terça quarta quinta sexta seg ter qua qui sex "
        + "maandag ma dinsdag woensdag wo donderdag vrijdag vr zaterdag za zondag zo "
        + "måndag mån tisdag tis onsdag ons torsdag tors fredag lördag lör söndag sön "
        + "poniedziałek pon wtorek wt środa śr czwartek czw piątek pt sobota sob niedziela nd "
        + "понедельник пн вторник вт среда ср четверг чт пятница пт суббота сб воскресенье вс "
        + "周一 周二 周三 周四 周五 周六 周日 星期一 星期二 星期三 星期四 星期五 星期六 星期日");

    private static readonly FrozenSet<string> Quarters =
        Set("q qtr quarter quartal trim trimestre trimestr t kv kvartal k 季度 季 第 квартал кв кв-л čtvrtletí");

    private static readonly FrozenSet<string> Halves = Set("h half hy halbjahr hj s sem semester semestre semestr półrocze полугодие");

    private static readonly FrozenSet<string> Weeks =
        Set("w wk week kw woche sem semaine semana settimana uke uge v vecka vko viikko tydzień týden неделя 周 第");

    private static readonly FrozenSet<string> Fillers = Set("de del di of d den der des le el o st nd rd th er º ª do da г года r");

    private static readonly FrozenDictionary<string, bool> HalvesOfDay = new Dictionary<string, bool>
    {
        ["am"] = false,
        ["a"] = false,
        ["pm"] = true,
        ["p"] = true,
        ["上午"] = false,
        ["下午"] = true,
        ["오전"] = false,
        ["오후"] = true,
        ["vorm"] = false,
        ["nachm"] = true,
    }.ToFrozenDictionary();

    // Without ambiguous ones, such as CST and IST.
    private static readonly FrozenDictionary<string, short> Zones = new Dictionary<string, short>
    {
        ["z"] = 0,
        ["utc"] = 0,
        ["gmt"] = 0,
        ["wet"] = 0,
        ["west"] = 60,
        ["bst"] = 60,
        ["cet"] = 60,
        ["mez"] = 60,
        ["cest"] = 120,
        ["mesz"] = 120,
        ["eet"] = 120,
        ["eest"] = 180,
        ["msk"] = 180,
        ["jst"] = 540,
        ["kst"] = 540,
        ["hkt"] = 480,
        ["sgt"] = 480,
        ["aest"] = 600,
        ["aedt"] = 660,
        ["nzst"] = 720,
        ["nzdt"] = 780,
        ["est"] = -300,
        ["edt"] = -240,
        ["cdt"] = -300,
        ["mst"] = -420,
        ["mdt"] = -360,
        ["pst"] = -480,
        ["pdt"] = -420,
        ["akst"] = -540,
        ["akdt"] = -480,
        ["hst"] = -600,
    }.ToFrozenDictionary();

    /// <summary>The month that a word names, 1 to 12; 0 if none.</summary>
    public static int Month(ReadOnlySpan<char> word)
    {
        if (word.Length > 20)
        {
            return 0;
        }

        Span<char> lower = stackalloc char[word.Length];
        word.ToLowerInvariant(lower);
        return MonthBySpan.TryGetValue(lower, out var month) ? month : 0;
    }

    /// <summary>Whether a word names a day of the week.</summary>
    public static bool IsWeekday(ReadOnlySpan<char> word) => Has(Weekdays, word);

    /// <summary>Whether a word can precede or follow the number of a quarter.</summary>
    public static bool IsQuarter(ReadOnlySpan<char> word) => Has(Quarters, word);

    /// <summary>Whether a word can precede or follow the number of a half year.</summary>
    public static bool IsHalf(ReadOnlySpan<char> word) => Has(Halves, word);

    /// <summary>Whether a word can precede the number of a week.</summary>
    public static bool IsWeek(ReadOnlySpan<char> word) => Has(Weeks, word);

    /// <summary>Whether a word in a date has no meaning by itself.</summary>
    public static bool IsFiller(ReadOnlySpan<char> word) => Has(Fillers, word);

    /// <summary>Whether a word means p.m. (true) or a.m. (false); null if neither.</summary>
    public static bool? IsAfternoon(ReadOnlySpan<char> word) =>
        word.Length <= 5 && HalvesOfDay.TryGetValue(word.ToString().ToLowerInvariant(), out var isAfternoon) ? isAfternoon : null;

    /// <summary>Minutes that the clock of a zone is ahead of UTC; null if the word names no zone.</summary>
    public static short? Zone(ReadOnlySpan<char> word) =>
        word.Length <= 4 && Zones.TryGetValue(word.ToString().ToLowerInvariant(), out var minutes) ? minutes : null;

    private static bool Has(FrozenSet<string> words, ReadOnlySpan<char> word)
    {
        if (word.Length > 20)
        {
            return false;
        }

        Span<char> lower = stackalloc char[word.Length];
        word.ToLowerInvariant(lower);
        return words.GetAlternateLookup<ReadOnlySpan<char>>().Contains(lower);
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet();

    // The word as typed without accents.
    private static string Plain(string word) => string.Create(word.Length, word, static (plain, word) =>
    {
        const string Accented = "äáàâãåčçćéèêëęėíìîïıłňńñóòôöõőřśšşťúùûüůýźžżğ";
        const string Base = "aaaaaaccceeeeeeiiiiilnnnoooooorssstuuuuuyzzzg";
        for (var k = 0; k < plain.Length; k++)
        {
            var at = Accented.IndexOf(word[k], StringComparison.Ordinal);
            plain[k] = at < 0 ? word[k] : Base[at];
        }
    });
}
