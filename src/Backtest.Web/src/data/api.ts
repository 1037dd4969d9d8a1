import type { InputProblem } from "./contract";

const KEY = "backtest-key";
const KEY_HEADER = "x-functions-key";

/** An answer that reports a problem. */
export class ApiError extends Error {
  constructor(readonly problem: InputProblem) {
    super(problem.title);
  }
}

/** The problem to show for anything thrown. */
export function problemOf(thrown: unknown): InputProblem {
  return thrown instanceof ApiError
    ? thrown.problem
    : { title: "The service did not answer.", detail: "Check that it is running and reachable, then try again." };
}

type AskForKey = () => Promise<string | null>;

let askForKey: AskForKey = async () => null;
let asking: Promise<string | null> | null = null;

/** Sets the function that asks the user for the key when the service requires one. */
export function onKeyWanted(ask: AskForKey): void {
  askForKey = ask;
}

/** A path of the service, with every part encoded. */
export function path(parts: TemplateStringsArray, ...values: (string | number)[]): string {
  return parts.reduce((text, part, k) => text + encodeURIComponent(String(values[k - 1])) + part);
}

/** Sends a request. If the service requires a key, asks the user for it and sends the request again. */
export async function send(url: string, init: RequestInit = {}): Promise<Response> {
  for (;;) {
    const headers = new Headers(init.headers);
    const key = sessionStorage.getItem(KEY);
    if (key) {
      headers.set(KEY_HEADER, key);
    }

    const answer = await fetch(url, { ...init, headers });
    if (answer.ok) {
      return answer;
    }

    // Another request may have received the key in the meantime.
    if (answer.status === 401 && (sessionStorage.getItem(KEY) !== key || (await rememberKey()))) {
      continue;
    }

    throw new ApiError(await readProblem(answer));
  }
}

/** Gets a document. */
export async function get<T>(url: string, signal?: AbortSignal): Promise<T> {
  return (await send(url, { signal })).json() as Promise<T>;
}

/** The upload that a series belongs to: its own name unless the service redirects to a panel. */
export async function uploadOf(name: string, signal: AbortSignal): Promise<string> {
  const { url } = await send(path`api/series/${name}`, { method: "HEAD", signal });
  return decodeURIComponent(new URL(url).pathname.split("/").pop()!);
}

/** Saves a file from the service. It is fetched first because a link could not carry the key. */
export async function download(url: string, name: string, accept?: string): Promise<void> {
  const answer = await send(url, accept ? { headers: { accept } } : {});
  const given = /filename="?([^";]+)"?/.exec(answer.headers.get("content-disposition") ?? "")?.[1];
  save(await answer.blob(), given ?? name);
}

/** Saves content as a file. */
export function save(content: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

async function rememberKey(): Promise<boolean> {
  asking ??= askForKey().finally(() => (asking = null));
  const key = await asking;
  if (key) {
    sessionStorage.setItem(KEY, key);
  }

  return key !== null;
}

async function readProblem(answer: Response): Promise<InputProblem> {
  try {
    return (await answer.json()) as InputProblem;
  } catch {
    return { title: `The service answered with status ${answer.status}.`, detail: "Try again. The log of the host has more details." };
  }
}
