using Microsoft.Playwright;

namespace Backtest.Browser.Tests;

/// <summary>What the canvases of a page show, recorded as they are drawn.</summary>
internal static class Drawing
{
    // Texts with their corners in pixels of the canvas, strokes and dots that are no paths of the chart library; since the last clearing.
    private const string Record = """
        (() => {
          const drawn = window.drawn = new Map();
          const of = context => drawn.get(context.canvas) ?? drawn.set(context.canvas, { texts: [], strokes: [], dots: [] }).get(context.canvas);
          const wrap = (name, before) => {
            const old = CanvasRenderingContext2D.prototype[name];
            CanvasRenderingContext2D.prototype[name] = function (...given) { before(this, given); return old.apply(this, given); };
          };
          wrap('clearRect', context => drawn.delete(context.canvas));
          wrap('fillText', (context, [text, x, y]) => {
            const size = context.measureText(text), now = context.getTransform();
            const corners = [[x - size.actualBoundingBoxLeft, y - size.actualBoundingBoxAscent], [x + size.actualBoundingBoxRight, y + size.actualBoundingBoxDescent]]
              .map(([left, top]) => [now.a * left + now.c * top + now.e, now.b * left + now.d * top + now.f]);
            const [xs, ys] = [corners.map(one => one[0]), corners.map(one => one[1])];
            of(context).texts.push({ text, left: Math.min(...xs), right: Math.max(...xs), top: Math.min(...ys), bottom: Math.max(...ys) });
          });
          wrap('stroke', (context, given) => given.length === 0 && of(context).strokes.push([context.strokeStyle, context.getLineDash().length > 0]));
          wrap('fill', (context, given) => given.length === 0 && of(context).dots.push(context.fillStyle));
        })()
        """;

    // Texts, width and height of a chart to what is wrong with them.
    private const string CutOff = """
        (texts, width, height) => {
          const isApart = (one, other) => one.right <= other.left || other.right <= one.left || one.bottom <= other.top || other.bottom <= one.top;
          return [
            ...texts.filter(one => one.left < 0 || one.top < 0 || one.right > width || one.bottom > height).map(one => `${one.text} is cut off`),
            ...texts.flatMap((one, k) => texts.slice(k + 1).filter(other => !isApart(one, other)).map(other => `${one.text} and ${other.text} overlap`)),
          ];
        }
        """;

    // The chart that an element holds.
    private const string Find = "element => window.drawn.get(element.querySelector('canvas'))";

    /// <summary>Loads the page again and records from the beginning.</summary>
    public static async Task RecordAsync(IPage page)
    {
        await page.AddInitScriptAsync(Record);
        await page.ReloadAsync();
    }

    // Whether every chart of the page has texts, as it has once it is drawn.
    private const string AreDrawn = """
        () => {
          const canvases = [...document.querySelectorAll('canvas')];
          return canvases.length > 0 && canvases.every(canvas => window.drawn.get(canvas)?.texts.length > 0);
        }
        """;

    /// <summary>Waits until every chart of the page is drawn.</summary>
    public static Task WaitAsync(IPage page) => page.WaitForFunctionAsync(AreDrawn);

    /// <summary>All texts of a chart.</summary>
    public static Task<string[]> TextsAsync(ILocator chart) =>
        chart.EvaluateAsync<string[]>($"element => ({Find})(element).texts.map(one => one.text).filter(text => text !== '')");

    /// <summary>Which lines of the page's own drawing in a colour of the theme are dashed, in order, and the number of dots.</summary>
    public static async Task<(bool[] AreDashed, int Dots)> LinesAsync(ILocator chart, string colour)
    {
        var ink = $"getComputedStyle(document.documentElement).getPropertyValue('--{colour}').trim()";
        return (
            await chart.EvaluateAsync<bool[]>($"element => ({Find})(element).strokes.filter(one => one[0] === {ink}).map(one => one[1])"),
            await chart.EvaluateAsync<int>($"element => ({Find})(element).dots.filter(one => one === {ink}).length"));
    }

    /// <summary>The texts that lie partly outside their chart or over another one, in all charts of the page.</summary>
    public static Task<string[]> CutOffAsync(IPage page) => page.EvaluateAsync<string[]>(
        "() => [...window.drawn].filter(([canvas]) => canvas.isConnected).flatMap(([canvas, { texts }]) => (" + CutOff
            + ")(texts.filter(one => one.text !== ''), canvas.width, canvas.height))");

    /// <summary>The same in all charts of a report.</summary>
    public static Task<string[]> CutOffInReportAsync(IPage page) => page.EvaluateAsync<string[]>(
        """
        () => [...document.querySelectorAll('svg')].flatMap(svg => (
        """ + CutOff + """
        )([...svg.querySelectorAll('text')].map(one => {
          const { x, y, width, height } = one.getBBox();
          return { text: one.textContent, left: x, right: x + width, top: y, bottom: y + height };
        }), svg.viewBox.baseVal.width, svg.viewBox.baseVal.height))
        """);
}
