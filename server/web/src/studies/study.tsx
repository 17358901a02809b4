import { useMemo } from "react";
import { at, go, setQuery, useAddress } from "../address.ts";
import type { Box } from "../charts/cloud.tsx";
import { Failed, Loading, Note } from "../parts/states.tsx";
import { Expected } from "./expected.tsx";
import { frontOf, measured } from "./figures.ts";
import { Filter } from "./filter.tsx";
import { Front } from "./front.tsx";
import { StudyHead } from "./head.tsx";
import { History } from "./history.tsx";
import { PickOne } from "./pick-one.tsx";
import { Tree } from "./tree.tsx";
import { TrialTable } from "./trial-table.tsx";
import { useStudy } from "./use-study.ts";

/** One study, live: all views show the same trials, and what is chosen in one is chosen in all. */
export function StudyPage({ of: [name = ""] }: { of: string[] }) {
  const live = useStudy(name);
  const { study, trials } = live;
  const { query } = useAddress();
  const box = boxOf(query.get("box"));
  const focus = query.has("trial") ? Number(query.get("trial")) : undefined;
  const figures = useMemo(() => measured(trials), [trials]);
  const front = useMemo(() => (study ? frontOf(study, trials) : []), [study, trials]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the box is made anew with every look at the address.
  const chosen = useMemo(() => {
    if (!box) return undefined;
    const inside = ({ pr, validationAr }: { pr: number; validationAr: number }) =>
      pr >= box.x[0] && pr <= box.x[1] && validationAr >= box.y[0] && validationAr <= box.y[1];
    return new Set(figures.filter(inside).map(({ number }) => number));
  }, [figures, query.get("box")]);
  const onBox = (next: Box | undefined) => {
    const text = next && [...next.x, ...next.y].map((value) => Number(value.toFixed(4))).join(",");
    setQuery({ box: text ?? null }, { replace: true });
  };
  const onFocus = (number: number) => setQuery({ trial: String(number) }, { replace: true });
  const onOpen = (number: number) => go(at`/studies/${name}/trials/${number}`);

  if (live.problem) return <Failed problem={live.problem} again={live.again} />;
  if (!study) return <Loading what={`study ${name}`} />;
  const views = { study, trials, figures, front, chosen, focus, onFocus, onOpen };
  return (
    <>
      <StudyHead live={live} study={study} front={front} />
      {live.lost && <Note kind="bad">{live.lost}</Note>}
      <div className="columns wide-left">
        <Front {...views} box={box} onBox={onBox} />
        <PickOne {...views} />
      </div>
      <Filter box={box} onBox={onBox} chosen={chosen?.size} of={figures.length} />
      <TrialTable {...views} />
      <div className="columns">
        <History {...views} />
        <Expected {...views} />
      </div>
      <Tree {...views} />
    </>
  );
}

function boxOf(text: string | null): Box | undefined {
  const [a, b, c, d] = (text ?? "").split(",").map(Number);
  if ([a, b, c, d].some((value) => value === undefined || !Number.isFinite(value))) return undefined;
  return { x: [a!, b!], y: [c!, d!] };
}
