import { useEffect, useState } from "preact/hooks";

/** Where the page is: everything that it shows has an address behind the # that can be shared. */
export interface Route {
  parts: string[];
  query: URLSearchParams;
}

function read(): Route {
  const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?");
  return { parts: path.split("/").filter(Boolean).map(decode), query: new URLSearchParams(query) };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The query of an address; what is null or empty is left out. */
export type Query = Record<string, string | number | null | undefined>;

/** The address of a place. */
export function href(parts: string[], query: Query = {}): string {
  const given = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") {
      given.set(name, String(value));
    }
  }

  const text = given.toString();
  return `#/${parts.map(encodeURIComponent).join("/")}${text ? `?${text}` : ""}`;
}

/** Goes to a place, in place of the present one if asked. */
export function go(to: string, replace = false): void {
  if (replace) {
    history.replaceState(null, "", to);
    dispatchEvent(new HashChangeEvent("hashchange"));
  } else {
    location.hash = to;
  }
}

/** Changes some of the query of the present place, without a step in the browser's history. */
export function setQuery(changes: Record<string, string | number | null>): void {
  const { parts, query } = read();
  go(href(parts, { ...Object.fromEntries(query), ...changes }), true);
}

export function useRoute(): Route {
  const [route, setRoute] = useState(read);
  useEffect(() => {
    const follow = () => setRoute(read());
    addEventListener("hashchange", follow);
    return () => removeEventListener("hashchange", follow);
  }, []);
  return route;
}
