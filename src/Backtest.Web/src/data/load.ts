import { useCallback, useEffect, useState } from "preact/hooks";
import { get, problemOf } from "./api";
import type { InputProblem } from "./contract";

export interface Loaded<T> {
  data?: T;
  problem?: InputProblem;
  reload: () => void;
}

// What never changes is fetched once.
const kept = new Map<string, unknown>();

/**
 * Loads a document, and again when its address changes. Where it changes by itself it is loaded again after every `every`
 * milliseconds while it says so.
 */
export function useLoad<T>(url: string | null, options: { keep?: boolean; every?: (data: T) => number | null } = {}): Loaded<T> {
  const [state, setState] = useState<{ url: string | null; data?: T; problem?: InputProblem }>({ url: null });
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((one) => one + 1), []);
  const { keep = false, every } = options;

  useEffect(() => {
    if (url === null) {
      return;
    }

    const stop = new AbortController();
    let timer = 0;
    const load = async () => {
      try {
        const data = keep && kept.has(url) ? (kept.get(url) as T) : await get<T>(url, stop.signal);
        if (keep) {
          kept.set(url, data);
        }

        if (!stop.signal.aborted) {
          setState({ url, data });
          const pause = every?.(data);
          if (pause) {
            timer = window.setTimeout(load, pause);
          }
        }
      } catch (thrown) {
        if (!stop.signal.aborted) {
          setState((old) => ({ url, data: old.url === url ? old.data : undefined, problem: problemOf(thrown) }));
          if (every) {
            timer = window.setTimeout(load, 3000);
          }
        }
      }
    };
    void load();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [url, turn]);

  // What belongs to another address is not shown under this one.
  return state.url === url ? { data: state.data, problem: state.problem, reload } : { reload };
}
