import { useCallback, useEffect, useState } from "react";
import type { Answer, Problem } from "./ask.ts";

/** What a part of the page waits for. `data` stays while it is asked for anew. */
export interface Asked<T> {
  data: T | undefined;
  problem: Problem | undefined;
  loading: boolean;
  /** Asks again. */
  again(): void;
}

/**
 * Asks whenever `key` changes, and keeps the last answer meanwhile where `keep` is set; `null` asks
 * nothing. An answer that a later question has overtaken is dropped.
 */
export function useAnswer<T>(
  key: string | null,
  load: (signal: AbortSignal) => Promise<Answer<T>>,
  { keep = false } = {},
): Asked<T> {
  const [state, setState] = useState<{ key: string | null; answer?: Answer<T> }>({ key: null });
  const [turn, setTurn] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` says when `load` asks for something else.
  useEffect(() => {
    if (key === null) return;
    const left = new AbortController();
    void load(left.signal).then((answer) => {
      if (!left.signal.aborted) setState({ key, answer });
    });
    return () => left.abort();
  }, [key, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  const answer = state.key === key || keep ? state.answer : undefined;
  return {
    data: answer?.data,
    problem: state.key === key ? answer?.problem : undefined,
    loading: key !== null && state.key !== key,
    again,
  };
}
