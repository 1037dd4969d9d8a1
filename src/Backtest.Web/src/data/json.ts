/** Any JSON. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A grid as JSON. The service validates its content. */
export type Grid = { [key: string]: Json };

/** The grid in an inspection. */
export function gridOf(inspected: unknown): Grid | undefined {
  return inspected as Grid | undefined;
}
