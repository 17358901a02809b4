/** What went wrong, in a sentence for a person. */
export interface Problem {
  status: number;
  code: string;
  detail: string;
}

/** What the server said: data, or a problem. */
export type Answer<T> = { data: T; problem?: undefined } | { data?: undefined; problem: Problem };

const stored = "automc-token";
const listeners = new Set<() => void>();

/** The server's token, where one was given; kept until the tab is closed. */
export const token = {
  get: (): string | null => sessionStorage.getItem(stored),
  set(value: string): void {
    sessionStorage.setItem(stored, value);
    for (const listener of listeners) listener();
  },
  /** Calls back when a request was refused for want of a token, or one was given. */
  onChange(listener: () => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  wanted: false,
};

/** A request's parts. */
export interface Parts {
  query?: Record<string, string | number | boolean | undefined>;
  body?: unknown;
  /** A body that is a file. */
  file?: { bytes: Blob; mediaType: string };
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** A request with the token; resolves to the response, or to a problem. Never rejects. */
export async function send(method: string, path: string, parts: Parts = {}): Promise<Answer<Response>> {
  const { query = {}, body, file, signal } = parts;
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== undefined) search.set(name, String(value));
  const given = token.get();
  const headers: Record<string, string> = {
    ...(given !== null && { authorization: `Bearer ${given}` }),
    ...(body !== undefined && { "content-type": "application/json" }),
    ...(file && { "content-type": file.mediaType }),
    ...parts.headers,
  };
  try {
    const response = await fetch(`${path}${search.size > 0 ? `?${search}` : ""}`, {
      method: method.toUpperCase(),
      headers,
      ...(signal && { signal }),
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(file && { body: file.bytes }),
    });
    if (response.ok) return { data: response };
    return { problem: await problemOf(response) };
  } catch (error) {
    if (signal?.aborted) return { problem: { status: 0, code: "aborted", detail: "The page has moved on." } };
    return {
      problem: { status: 0, code: "unreachable", detail: `The server can't be reached (${(error as Error).message}).` },
    };
  }
}

/** The same, with the JSON of the answer. */
export async function sendForJson<T>(method: string, path: string, parts?: Parts): Promise<Answer<T>> {
  const { data, problem } = await send(method, path, parts);
  if (problem) return { problem };
  try {
    return { data: (await data.json()) as T };
  } catch {
    return { problem: { status: 0, code: "cut_off", detail: "The server's answer was cut off." } };
  }
}

async function problemOf(response: Response): Promise<Problem> {
  const told = (await response.json().catch(() => undefined)) as Partial<Problem> | undefined;
  if (response.status === 401 && !token.wanted) {
    token.wanted = true;
    for (const listener of listeners) listener();
  }
  return {
    status: response.status,
    code: told?.code ?? "unknown",
    detail: told?.detail ?? `The server answered ${response.status} ${response.statusText}.`,
  };
}
