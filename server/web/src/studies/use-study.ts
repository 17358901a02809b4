import { useCallback, useEffect, useRef, useState } from "react";
import type { Problem } from "../api/ask.ts";
import { call, pathOf, type Returned } from "../api/calls.ts";
import { follow } from "../api/events.ts";
import { askForStudy, takeAsked } from "./ask-early.ts";
import { type Measured, type Study, type Trial, trialsOf } from "./shapes.ts";

/** How far the training under way is. */
export interface Underway {
  stage: string;
  done: number;
  note: string;
}

/** What is there before all trials of a large study are. */
export interface First {
  /** How many there are. */
  trials: number;
  front: readonly Measured[];
  spread: Returned<"studyOutlook">["spread"];
}

/** A study as it is now. */
export interface Live {
  study: Study | undefined;
  /** All of them, or its newest as long as `first` is there. */
  trials: readonly Trial[];
  first: First | undefined;
  underway: Underway | undefined;
  problem: Problem | undefined;
  /** Why nothing new arrives at the moment. */
  lost: string | undefined;
  again(): void;
}

/**
 * A study with its trials, live to its end: its front and newest trials at once, then all, then each new one.
 * Looking on starts nothing.
 */
export function useStudy(name: string): Live {
  const [turn, setTurn] = useState(0);
  const [study, setStudy] = useState<Study>();
  const [trials, setTrials] = useState<readonly Trial[]>([]);
  const [first, setFirst] = useState<First>();
  const [underway, setUnderway] = useState<Underway>();
  const [problem, setProblem] = useState<Problem>();
  const [lost, setLost] = useState<string>();
  const pending = useRef<Trial[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `turn` asks for all of it anew.
  useEffect(() => {
    const left = new AbortController();
    const { signal } = left;
    const flush = () => {
      if (pending.current.length === 0) return;
      const more = pending.current;
      pending.current = [];
      setTrials((before) => [...before, ...more]);
    };
    const timer = setInterval(flush, 200);
    const load = async () => {
      pending.current = [];
      const [outlook, about] = await Promise.all(takeAsked(name) ?? askForStudy(name, signal));
      if (signal.aborted) return;
      setProblem(outlook.problem ?? about.problem);
      if (!outlook.data || !about.data) return;
      let there = trialsOf(outlook.data.newest);
      setStudy(about.data);
      setTrials(there);
      const { trials: count, front, spread } = outlook.data;
      if (there.length < count) {
        setFirst({ trials: count, front: trialsOf(front) as Measured[], spread });
        const points = await call("studyPoints", { params: { name } }, { signal });
        if (signal.aborted) return;
        setProblem(points.problem);
        if (!points.data) return;
        there = trialsOf(points.data);
        setTrials(there);
      }
      setFirst(undefined);
      await follow(pathOf("followStudy", { name }), {
        after: String(there.at(-1)?.number ?? 0),
        last: ["end"],
        signal,
        lost: setLost,
        on: ({ event, data }) => {
          setLost(undefined);
          if (event === "trial") pending.current.push(data as Trial);
          if (event === "progress") setUnderway(data as Underway);
          if (event === "study" || event === "end") setStudy(data as Study);
          if (event === "end") setUnderway(undefined);
          if (event === "end") flush();
        },
      });
    };
    void load();
    return () => {
      left.abort();
      clearInterval(timer);
    };
  }, [name, turn]);
  const again = useCallback(() => setTurn((before) => before + 1), []);
  return { study, trials, first, underway, problem, lost, again };
}
