import { useMemo } from "preact/hooks";
import { rankingMetric } from "../data/ranking";
import { decimalsFor, duration, familyLabel, metric, metricLabels, metricMeanings, metricNames, number, plural } from "../data/format";
import { setQuery } from "../data/route";
import type { RankingMetric, LeaderboardRow } from "../data/contract";
import { Card, Download, Family, Find, Select } from "../parts/basics";
import { Pages, pageOf } from "../parts/Pages";
import type { Result } from "./Series";

const SHOWN = 50;

interface Column {
  key: string;
  title: string;
  of: (row: LeaderboardRow) => number | undefined;
  text: (row: LeaderboardRow) => string;
  meaning: string;
  /** Whether narrow screens show it. */
  isMain?: boolean;
}

/** Every trial, to sort and filter; the published one and the naive forecasts stay on top. */
export function LeaderboardView({ result, query }: { result: Result; query: URLSearchParams }) {
  const { name, api, board, chosen: kind, published, naives } = result;
  const chosen = (query.get("metric") as RankingMetric | null) ?? rankingMetric(board);
  const families = useMemo(() => [...new Set(board.rows.map((row) => row.engine))], [board]);
  const hidden = new Set(query.get("without")?.split(",").filter(Boolean));
  const find = query.get("find") ?? "";
  const onlySet = query.get("set") === "1";
  const sort = query.get("sort") ?? chosen;
  const isDown = query.get("down") === "1";

  const columns = useMemo((): Column[] => {
    const second = (["rmse", "mae", "smape"] as RankingMetric[]).filter((one) => one !== chosen);
    const metrics = [chosen, ...second].map((one, k): Column => {
      const decimals = decimalsFor(board.rows.slice(0, 50).map((row) => row.metrics?.[one]));
      return {
        key: one,
        title: metricLabels[one],
        of: (row) => row.metrics?.[one],
        text: (row) => metric(row.metrics?.[one], one, decimals),
        meaning: metricMeanings[one],
        isMain: k === 0,
      };
    });
    return [
      ...metrics,
      {
        key: "holdout",
        title: `Hold-out ${metricLabels[chosen]}`,
        of: (row) => row.holdOut?.[chosen],
        text: (row) => (row.holdOut ? metric(row.holdOut[chosen], chosen, decimalsFor([row.holdOut[chosen]])) : ""),
        meaning: `the same on the hold-out, for the ${kind} model and the naive forecasts only`,
        isMain: true,
      },
      {
        key: "p",
        title: "p",
        of: (row) => row.confidencePValue,
        text: (row) => (row.confidencePValue === undefined ? "" : row.confidencePValue.toFixed(2)),
        meaning: "p-value of the model confidence set",
      },
      { key: "seconds", title: "Time, s", of: (row) => row.timing.seconds, text: (row) => number(row.timing.seconds, 2), meaning: "seconds that the trial took" },
    ];
  }, [board, chosen]);

  const pinned = [published, ...naives.filter((row) => row !== published)];
  const found = useMemo(() => {
    const wanted = find.toLowerCase();
    const rows = board.rows.filter(
      (row) =>
        !pinned.includes(row) && !hidden.has(row.engine) && (!onlySet || row.inConfidenceSet) && row.label.toLowerCase().includes(wanted),
    );
    const of =
      sort === "rank"
        ? (row: LeaderboardRow) => row.rank
        : sort === "model"
          ? null
          : (columns.find((column) => column.key === sort)?.of ?? ((row: LeaderboardRow) => row.rank));
    const sign = isDown ? -1 : 1;
    return rows.sort((a, b) => {
      if (!of) {
        return sign * a.label.localeCompare(b.label, "en", { numeric: true });
      }

      const [x, y] = [of(a), of(b)];
      return x === undefined ? (y === undefined ? 0 : 1) : y === undefined ? -1 : sign * (x - y);
    });
  }, [board, columns, query.toString()]);

  const page = pageOf(query, found.length, SHOWN);
  const head = (key: string, title: string, meaning: string, more: string) => (
    <th scope="col" class={more} aria-sort={sort === key ? (isDown ? "descending" : "ascending") : "none"} title={meaning}>
      <button type="button" onClick={() => setQuery({ sort: key, down: sort === key && !isDown ? 1 : null, page: null })}>
        {title}<span class="arrow" aria-hidden="true">{sort === key ? (isDown ? "▼" : "▲") : ""}</span>
      </button>
    </th>
  );

  return (
    <Card
      title={`${plural(board.rows.length, "trial")} on ${plural(board.protocol.windows, "window")} of ${board.protocol.horizon}`}
      aside={<Download url={`${api}/leaderboard`} accept="text/csv" name={`${name}-leaderboard.csv`}>CSV</Download>}
    >
      <div class="filters">
        <Select
          label="Metric"
          value={chosen}
          options={metricNames.map((one) => [one, metricLabels[one]] as const)}
          onChange={(one) => setQuery({ metric: one === rankingMetric(board) ? null : one, sort: null, down: null, page: null })}
        />
        <Find label="Find a model" value={find} />
        <fieldset class="chips">
          <legend>Model families</legend>
          {families.map((family) => (
            <label key={family} class="chip">
              <input
                type="checkbox" checked={!hidden.has(family)}
                onChange={(event) => {
                  const without = event.currentTarget.checked ? [...hidden].filter((one) => one !== family) : [...hidden, family];
                  setQuery({ without: without.join(","), page: null });
                }}
              />
              {familyLabel(family)}
            </label>
          ))}
          {board.selection?.inSet !== undefined && (
            <label class="chip">
              <input type="checkbox" checked={onlySet} onChange={(event) => setQuery({ set: event.currentTarget.checked ? 1 : null, page: null })} />
              ★ as good as the best
            </label>
          )}
        </fieldset>
      </div>
      <div class="scroll" tabIndex={0} role="group" aria-label="Leaderboard">
        <table class="grid-table board">
          <thead>
            <tr>
              {head("rank", "#", `rank by ${metricLabels[rankingMetric(board)]}`, "n")}
              {head("model", "Model", "name of the model", "")}
              {columns.map((column) => head(column.key, column.title, column.meaning, column.isMain ? "n" : "n minor"))}
            </tr>
          </thead>
          <tbody class="pinned">{pinned.map((row) => <Line key={row.trial} row={row} columns={columns} result={result} />)}</tbody>
          <tbody>
            {found.slice(page.from, page.to).map((row) => (
              <Line key={row.trial} row={row} columns={columns} result={result} />
            ))}
          </tbody>
        </table>
      </div>
      {found.length === 0 && <p class="muted" role="status">No trial matches these filters.</p>}
      <Pages {...page} />
      <p class="muted small">
        The {kind} model and the naive forecasts stay on top in any order. {metricLabels[chosen]}: {metricMeanings[chosen]}; lower is
        better.
        {board.selection?.inSet !== undefined && (
          <>
            {" "}<span class="star">★</span> cannot be told apart from the best (model confidence set at {100 * board.selection.level} %).
          </>
        )}
        {" "}The trials took {duration(board.rows.reduce((sum, row) => sum + row.timing.seconds, 0))} of one core.
      </p>
    </Card>
  );
}

function Line({ row, columns, result: { chosen, to, published } }: { row: LeaderboardRow; columns: Column[]; result: Result }) {
  return (
    <tr class={row === published ? "published" : row.status === "done" ? "" : "failed"}>
      <td class="n">{row.rank ?? "–"}</td>
      <th scope="row">
        <span class="model">
          <Family name={row.engine} />{" "}
          <a href={to(["model", row.trial])}>{row.label}</a>{" "}
          {row.inConfidenceSet && <span class="star" role="img" aria-label="cannot be told apart from the best" title="cannot be told apart from the best">★</span>}{" "}
          {row === published && <span class="tag">{chosen}</span>}
        </span>
        {row.reason && <small>{row.status}: {row.reason}</small>}
      </th>
      {columns.map((column) => <td key={column.key} class={column.isMain ? "n" : "n minor"}>{column.text(row)}</td>)}
    </tr>
  );
}
