import { useMemo } from "react";
import type { Spec } from "vega";
import { at, useAddress } from "../address.ts";
import { call } from "../api/calls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Chart } from "../charts/chart.tsx";
import { chart } from "../charts/grammar.ts";
import { Link } from "../link.tsx";
import { useColours } from "../look/colours.ts";
import { Empty, Failed, Loading } from "../parts/states.tsx";
import { change, percent } from "../words.ts";
import { frontOf, history, pick } from "./figures.ts";
import { type Study, type Trial, trialsOf } from "./shapes.ts";

interface Side {
  study: Study;
  trials: Trial[];
}

/** Studies side by side: their fronts over each other, what they reached, and only what differs in how they were asked. */
export function Compare() {
  const { query } = useAddress();
  const names = (query.get("of") ?? "").split(",").filter(Boolean);
  const asked = useAnswer(names.length > 0 ? names.join(",") : null, async (signal) => {
    const sides: Side[] = [];
    for (const name of names) {
      const study = await call("showStudy", { params: { name } }, { signal });
      if (study.problem) return study;
      const points = await call("studyPoints", { params: { name } }, { signal });
      if (points.problem) return points;
      sides.push({ study: study.data, trials: trialsOf(points.data) });
    }
    return { data: sides };
  });
  if (names.length === 0)
    return (
      <Empty title="Choose two studies or more.">
        <Link to="/studies">All studies</Link>
      </Empty>
    );
  if (asked.problem) return <Failed problem={asked.problem} again={asked.again} />;
  if (!asked.data) return <Loading what="the studies" />;
  return (
    <>
      <p className="crumbs">
        <Link to="/studies">Studies</Link>
      </p>
      <h1>Compare studies</h1>
      <Fronts sides={asked.data} />
      <Differences sides={asked.data} />
    </>
  );
}

function Fronts({ sides }: { sides: Side[] }) {
  const colours = useColours();
  const rows = useMemo(
    () =>
      sides.flatMap(({ study, trials }) =>
        frontOf(study, trials).map(({ number, scheme, pr, validationAr, ar }) => ({
          study: study.name,
          number,
          scheme,
          pr,
          validationAr,
          ar,
        })),
      ),
    [sides],
  );
  const version = useMemo(() => [rows, colours], [rows, colours]);
  const encode = {
    x: { scale: "x", field: "pr" },
    y: { scale: "y", field: "validationAr" },
  };
  const spec = (width: number): Spec =>
    chart(
      colours,
      { width: Math.max(140, width - 76), height: 320 },
      {
        data: [{ name: "rows", values: [...rows].sort((a, b) => a.pr - b.pr) }],
        scales: [
          { name: "x", type: "linear", domain: { data: "rows", field: "pr" }, range: "width", zero: true, nice: true },
          {
            name: "y",
            type: "linear",
            domain: { data: "rows", field: "validationAr" },
            range: "height",
            zero: true,
            nice: true,
          },
          {
            name: "colour",
            type: "ordinal",
            domain: sides.map(({ study }) => study.name),
            range: [colours.accent, colours.published, colours.good, colours.warn, colours.bad, colours.soft],
          },
        ],
        axes: [
          { orient: "bottom", scale: "x", title: "parameters removed (PR)", format: ".0%", grid: true },
          { orient: "left", scale: "y", title: "accuracy change (AR, on validation data)", format: "+.1%", grid: true },
        ],
        legends: [
          {
            fill: "colour",
            orient: "bottom",
            direction: "horizontal",
            columns: Math.max(1, Math.floor(width / 240)),
            labelColor: colours.ink,
          },
        ],
        marks: [
          {
            type: "group",
            from: { facet: { name: "series", data: "rows", groupby: "study" } },
            marks: [
              {
                type: "line",
                from: { data: "series" },
                encode: { enter: { ...encode, stroke: { scale: "colour", field: "study" } } },
              },
              {
                type: "symbol",
                from: { data: "series" },
                encode: { enter: { ...encode, size: { value: 60 }, fill: { scale: "colour", field: "study" } } },
              },
            ],
          },
        ],
      },
    );
  if (rows.length === 0) return <Empty title="None of these studies has reached its target yet." />;
  return (
    <Chart
      title="Fronts"
      summary={`The Pareto fronts of ${sides.map(({ study }) => study.name).join(", ")}; the table below says what each reached.`}
      spec={spec}
      version={version}
      height={420}
      rows={() => rows}
    />
  );
}

function Differences({ sides }: { sides: Side[] }) {
  const settings = sides.map(({ study }) => {
    const { name: _, ...config } = study.config as Record<string, unknown>;
    return { task: study.taskId, search: study.algorithm, target: study.target, seed: study.seed, ...config } as Record<
      string,
      unknown
    >;
  });
  const asText = (value: unknown) =>
    value === undefined || value === null ? "–" : typeof value === "object" ? JSON.stringify(value) : String(value);
  const fields = [...new Set(settings.flatMap((each) => Object.keys(each)))];
  const different = fields.filter((field) => new Set(settings.map((each) => asText(each[field]))).size > 1);
  const reached = sides.map(({ study, trials }) => {
    const front = frontOf(study, trials);
    const best = front[0];
    const knee = pick(front, undefined)?.trial;
    return {
      state: study.state,
      trials: String(trials.length),
      failed: String(trials.filter(({ state }) => state === "failed").length),
      hypervolume: (history(study.target, trials).at(-1)?.volume ?? 0).toFixed(3),
      "most accurate": best ? `AR ${change(best.ar)}, PR ${percent(best.pr)}` : "–",
      knee: knee ? `AR ${change(knee.ar)}, PR ${percent(knee.pr)}` : "–",
    } as Record<string, string>;
  });
  const row = (field: string, values: string[]) => (
    <tr key={field}>
      <th scope="row">{field}</th>
      {values.map((value, i) => (
        <td key={sides[i]!.study.name}>{value}</td>
      ))}
    </tr>
  );
  return (
    <section className="card">
      <h2>What they reached, and what differs</h2>
      <section className="scroll" tabIndex={0} aria-label="Studies side by side">
        <table className="plain">
          <thead>
            <tr>
              <td />
              {sides.map(({ study }) => (
                <th scope="col" key={study.name}>
                  <Link to={at`/studies/${study.name}`}>{study.name}</Link>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Object.keys(reached[0]!).map((field) =>
              row(
                field,
                reached.map((each) => each[field]!),
              ),
            )}
            {different.map((field) =>
              row(
                field,
                settings.map((each) => asText(each[field])),
              ),
            )}
          </tbody>
        </table>
      </section>
      <p className="soft">
        AR is on test data. Hypervolumes compare only between studies of one task and target.
        {different.length === 0 && " They were asked the same."}
      </p>
    </section>
  );
}
