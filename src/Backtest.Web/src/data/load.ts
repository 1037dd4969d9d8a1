import { useCallback, useEffect, useState } from "preact/hooks";
import { get, problemOf } from "./api";
import type { InputProblem } from "./contract";

export interface Loaded<T> {
  data?: T;
  problem?: InputProblem;
  reload: () => void;
}

// Documents that never change are fetched once.
const kept = new Map<string, unknown>();

/**
 * Loads a document, and again when its address changes. As long as `every` returns a number of milliseconds for the document, it is
 * loaded again after that time, or when the reader comes back to the page.
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
    const loadAfter = (pause: number) => {
      timer = window.setTimeout(() => {
        if (document.hidden) {
          document.addEventListener("visibilitychange", () => void load(), { once: true, signal: stop.signal });
        } else {
          void load();
        }
      }, pause);
    };
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
            loadAfter(pause);
          }
        }
      } catch (thrown) {
        if (!stop.signal.aborted) {
          setState((old) => ({ url, data: old.url === url ? old.data : undefined, problem: problemOf(thrown) }));
          if (every) {
            loadAfter(3000);
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

  // Data of another address must not appear under this one.
  return state.url === url ? { data: state.data, problem: state.problem, reload } : { reload };
}
