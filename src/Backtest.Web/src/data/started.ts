import { go, href } from "./route";

let started: string | null = null;

/** Goes to a run that the user has just started. Its view leads to the result, even of a run that is over before the view looks. */
export function goToStarted(name: string, run: string): void {
  started = run;
  go(href(["series", name, "runs", run]));
}

/** Whether the user has just started a run; true only once. */
export function takeStarted(run: string): boolean {
  const isStarted = started === run;
  started = isStarted ? null : started;
  return isStarted;
}
