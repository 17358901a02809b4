import { type ReactNode, useDeferredValue, useMemo } from "react";
import { at, go, setQuery, useAddress } from "../address.ts";
import type { Box } from "../charts/cloud.tsx";
import { Failed, Loading, Note } from "../parts/states.tsx";
import { axesOf, isWithin, type Ranges, rangesFromText, rangesToText } from "./axes.ts";
import { Expected } from "./expected.tsx";
import { frontOf, measured } from "./figures.ts";
import { Filter } from "./filter.tsx";
import { Front } from "./front.tsx";
import { StudyHead } from "./head.tsx";
import { History } from "./history.tsx";
import { ParallelAxes } from "./parallel.tsx";
import { PickOne } from "./pick-one.tsx";
import { Tree } from "./tree.tsx";
import { TrialTable } from "./trial-table.tsx";
import { useStudy } from "./use-study.ts";
import { Verdict } from "./verdict.tsx";

/** One study, live: all views show the same trials, and what is chosen in one is chosen in all. */
export function StudyPage({ of: [name = ""] }: { of: string[] }) {
  const live = useStudy(name);
  const { study, trials, first } = live;
  const { query } = useAddress();
  const box = boxOf(query.get("box"));
  const rangesText = query.get("axes") ?? "";
  const ranges = useMemo(() => rangesFromText(rangesText), [rangesText]);
  const focus = query.has("trial") ? Number(query.get("trial")) : undefined;
  const figures = useMemo(() => measured(trials), [trials]);
  const axes = useMemo(() => axesOf(figures), [figures]);
  const front = useMemo(() => first?.front ?? (study ? frontOf(study, trials) : []), [study, trials, first]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the box is made anew with every look at the address.
  const chosen = useMemo(() => {
    if (first || (!box && ranges.size === 0)) return undefined; // what is chosen is chosen of all
    const inBox = ({ pr, validationAr }: { pr: number; validationAr: number }) =>
      !box || (pr >= box.x[0] && pr <= box.x[1] && validationAr >= box.y[0] && validationAr <= box.y[1]);
    const inside = figures.filter((trial) => inBox(trial) && isWithin(trial, axes, ranges));
    return new Set(inside.map(({ number }) => number));
  }, [figures, axes, ranges, query.get("box"), first]);
  const onBox = (next: Box | undefined) => {
    const text = next && [...next.x, ...next.y].map((value) => Number(value.toFixed(4))).join(",");
    setQuery({ box: text ?? null }, { replace: true });
  };
  const onRanges = (next: Ranges) => setQuery({ axes: rangesToText(next) }, { replace: true });
  const onClear = () => setQuery({ box: null, axes: null }, { replace: true });
  const onFocus = (number: number) => setQuery({ trial: String(number) }, { replace: true });
  const onOpen = (number: number) => go(at`/studies/${name}/trials/${number}`);

  if (live.problem) return <Failed problem={live.problem} again={live.again} />;
  if (!study) return <Loading what={`study ${name}`} />;
  const views = { study, trials, first, figures, front, chosen, focus, onFocus, onOpen };
  return (
    <>
      <StudyHead live={live} study={study} front={front} />
      {live.lost && <Note kind="bad">{live.lost}</Note>}
      <div className="columns wide-left">
        <Front {...views} box={box} onBox={onBox} />
        <PickOne {...views} />
      </div>
      {!first && <Verdict study={study} />}
      <Filter
        box={box}
        onBox={onBox}
        onClear={onClear}
        chosen={chosen?.size}
        of={figures.length}
        awaited={first?.trials}
      />
      <TrialTable {...views} />
      {first ? (
        <Loading what={`all ${first.trials.toLocaleString("en")} trials for the other views`} />
      ) : (
        <Afterwards>
          <ParallelAxes {...views} axes={axes} ranges={ranges} onRanges={onRanges} />
          <div className="columns">
            <History {...views} />
            <Expected {...views} />
          </div>
          <Tree {...views} />
        </Afterwards>
      )}
    </>
  );
}

/** What is further down: it is made once what is above stands there. */
function Afterwards({ children }: { children: ReactNode }) {
  const isTime = useDeferredValue(true, false);
  return isTime ? children : null;
}

function boxOf(text: string | null): Box | undefined {
  const [a, b, c, d] = (text ?? "").split(",").map(Number);
  if ([a, b, c, d].some((value) => value === undefined || !Number.isFinite(value))) return undefined;
  return { x: [a!, b!], y: [c!, d!] };
}
