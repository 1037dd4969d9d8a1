/** Any JSON. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A grid as JSON: what it may hold is for the service to say. */
export type Grid = { [key: string]: Json };

/** A grid of an inspection. */
export function gridOf(inspected: unknown): Grid | undefined {
  return inspected as Grid | undefined;
}
