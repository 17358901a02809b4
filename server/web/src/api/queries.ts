import { type Answer, sendForJson } from "./ask.ts";
import { type Asked, useAnswer } from "./use-answer.ts";

/** Rows of a named query, or of the reader's own: values by column. */
export type Row = Record<string, unknown>;

type Parameters = Record<string, string | number | undefined>;

/** Asks a named query of the server's library; a test compares the names used with the library's. */
export function askQuery(name: string, query: Parameters, signal?: AbortSignal): Promise<Answer<{ rows: Row[] }>> {
  return sendForJson("get", `/api/v1/queries/${name}`, { query, ...(signal && { signal }) });
}

/** The same for as long as a part of the page shows it; without parameters nothing is asked. */
export function useQuery(name: string, query: Parameters | null): Asked<{ rows: Row[] }> {
  return useAnswer(query && `${name} ${JSON.stringify(query)}`, (signal) => askQuery(name, query!, signal));
}
