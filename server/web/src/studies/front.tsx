import { useMemo, useState } from "react";
import type { Spec } from "vega";
import { spreadOf } from "../../../../search/index.ts";
import { call } from "../api/calls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Chart } from "../charts/chart.tsx";
import { type Box, Cloud, type Point } from "../charts/cloud.tsx";
import { type Colours, useColours } from "../look/colours.ts";
import { change, percent } from "../words.ts";
import { frontSpec, type Published } from "./front-spec.ts";
import type { Views } from "./views.ts";

/** The trials by what they remove and keep, their front, and what papers report on the same task. */
export function Front({
  study,
  first,
  figures,
  front,
  chosen,
  focus,
  onFocus,
  box,
  onBox,
}: Views & { box: Box | undefined; onBox: (box: Box | undefined) => void }) {
  const colours = useColours();
  const [beside, setBeside] = useState(true);
  const published = usePublished(study.taskId);
  const others = beside ? published : none;
  const there = first ? front : figures;
  const points = useMemo(() => pointsOf(there, front, colours), [there, front, colours]);
  const spread = useMemo(() => (first ? first.spread : spreadOfTrials(figures)), [first, figures]);
  const domain = useMemo(() => domainOf(spread, others, study.target), [spread, others, study.target]);
  const data = { front, published: others, target: study.target, domain };
  const spec = (width: number): Spec => frontSpec(colours, { width: plotWidth(width), height }, data);
  const whole = (width: number): Spec => frontSpec(colours, { width: plotWidth(width), height }, { ...data, points });
  const version = useMemo(() => [front, others, domain, colours], [front, others, domain, colours]);
  return (
    <Chart
      title="Pareto front"
      summary={`${spread?.measured ?? 0} trials by parameters removed and accuracy change; ${front.length} are on the front${others.length ? `, beside ${others.length} published results` : ""}. The table below has the same.`}
      spec={spec}
      whole={whole}
      version={version}
      height={height + 60}
      rows={() => [
        ...figures.map((t) => ({
          kind: front.includes(t) ? "front" : t.state,
          number: t.number,
          scheme: t.scheme,
          pr: t.pr,
          validationAr: t.validationAr,
          ar: t.ar,
          accuracy: t.accuracy,
        })),
        ...others.map((r) => ({ kind: "published", scheme: r.what, pr: r.pr, ar: r.ar, source: r.source })),
      ]}
      legend={
        <ul className="legend">
          <li className="front">
            <i /> front
          </li>
          <li>
            <i /> trial
          </li>
          {figures.some(({ state }) => state === "pruned") && (
            <li className="pruned">
              <i /> ended early
            </li>
          )}
          {others.length > 0 && (
            <li className="published">
              <i /> published (AR on test data)
            </li>
          )}
        </ul>
      }
      controls={
        published.length > 0 && (
          <label className="check">
            <input type="checkbox" checked={beside} onChange={() => setBeside(!beside)} />
            {published.length} published
          </label>
        )
      }
    >
      {(plot) => (
        <Cloud
          plot={plot}
          points={points}
          chosen={chosen}
          focus={focus}
          box={box}
          onBox={onBox}
          onFocus={onFocus}
          ring={colours.accent}
        />
      )}
    </Chart>
  );
}

const height = 330;
const none: Published[] = [];
const plotWidth = (width: number) => Math.max(140, width - 76);

function usePublished(task: string): Published[] {
  const asked = useAnswer(`results ${task}`, (signal) =>
    call("listResults", { query: { task, limit: 2000 } }, { signal }),
  );
  return useMemo(
    () =>
      (asked.data?.results ?? []).flatMap(({ pr, ar, methodId, algorithm, source }) =>
        pr === null || ar === null ? [] : [{ pr, ar, what: methodId ?? algorithm ?? "?", source }],
      ),
    [asked.data],
  );
}

function pointsOf(figures: Views["figures"], front: Views["front"], colours: Colours): Point[] {
  const best = new Set(front.map(({ number }) => number));
  const points = figures.map((trial): Point => {
    const on = best.has(trial.number);
    const colour = on ? colours.accent : trial.state === "pruned" ? colours.warn : colours.other;
    return {
      key: trial.number,
      x: trial.pr,
      y: trial.validationAr,
      colour,
      ...(on && { size: 5.5 }),
      text: () =>
        `#${trial.number} · PR ${percent(trial.pr)} · AR ${change(trial.validationAr)}${trial.state === "pruned" ? " · ended early" : ""}\n${trial.scheme}`,
    };
  });
  return points.sort(
    (a, b) => (a.colour < b.colour ? -1 : a.colour > b.colour ? 1 : 0) || (a.size ?? 0) - (b.size ?? 0),
  );
}

const spreadOfTrials = (figures: Views["figures"]) =>
  spreadOf(
    figures.map(({ pr }) => pr),
    figures.map(({ validationAr }) => validationAr),
  );

/** Both axes from what is there; a few wild trials or published results do not press all others together. */
function domainOf(spread: ReturnType<typeof spreadOf>, others: readonly Published[], target: number) {
  const theirs = spreadOf(
    others.map(({ pr }) => pr),
    others.map(({ ar }) => ar),
  );
  const all = [spread, theirs].filter((each) => each !== null);
  const low = Math.min(0, ...all.map(({ validationAr: [low] }) => low));
  const high = Math.max(0, ...all.map(({ validationAr: [, high] }) => high));
  const room = Math.max(0.005, (high - low) * 0.08);
  const most = Math.max(target, 0.5, ...all.map(({ pr }) => pr));
  return { x: [0, Math.min(1, most + 0.04)] as [number, number], y: [low - room, high + room] as [number, number] };
}
