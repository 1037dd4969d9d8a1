import { useEffect, useRef, useState } from "preact/hooks";
import { path, problemOf, send } from "../data/api";
import type { Inspection, InputProblem } from "../data/contract";

const PAUSE = 350;

export interface Inspected {
  /** The last answer. If there is a problem, it is that of an earlier file or grid. */
  inspection?: Inspection;
  /** Why there is no answer for the current file and grid. */
  problem?: InputProblem;
  isBusy: boolean;
}

/** The body of an upload or of its inspection: the file, and the grid if one was given. */
export function uploadBody(file: Blob | null, grid: string | null): FormData {
  const body = new FormData();
  if (file) {
    body.set("csv", file, "series.csv");
  }

  if (grid !== null) {
    body.set("grid", new Blob([grid], { type: "application/json" }), "grid.json");
  }

  return body;
}

/** Asks the service to inspect a file and a grid, again a moment after either has changed. Without a file, it inspects the stored one. */
export function useInspection(file: Blob | null, name: string, grid: string | null): Inspected {
  const [state, setState] = useState<Inspected>({ isBusy: true });
  const isFirst = useRef(true);
  useEffect(() => {
    const stop = new AbortController();
    setState((old) => ({ ...old, isBusy: true }));
    const timer = setTimeout(async () => {
      try {
        const body = uploadBody(file, grid);
        const isEmpty = file === null && grid === null;
        const answer = await send(path`api/inspect?name=${name}`, { method: "POST", body: isEmpty ? undefined : body, signal: stop.signal });
        const inspection = (await answer.json()) as Inspection;
        setState({ inspection, isBusy: false });
      } catch (thrown) {
        if (!stop.signal.aborted) {
          setState((old) => ({ inspection: old.inspection, problem: problemOf(thrown), isBusy: false }));
        }
      }
    }, isFirst.current ? 0 : PAUSE);
    isFirst.current = false;
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [file, name, grid]);
  return state;
}
