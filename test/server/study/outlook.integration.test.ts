import fc from "fast-check";
import type { Driver } from "neo4j-driver";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  createStudy,
  type Graph,
  run,
  runOne,
  type StudyName,
  setStudyState,
  showStudy,
  trialPoints,
  trialsOfStudy,
} from "../../../graph/index.ts";
import { spreadOf } from "../../../search/index.ts";
import { studyFront } from "../../../server/study/front.ts";
import { recordedObjective } from "../../../server/study/objective.ts";
import { readFront, studyOutlook } from "../../../server/study/outlook.ts";
import { testGraph } from "../../graph/server.ts";
import { taskId, writeSmallKnowledge } from "../http/small-knowledge.ts";

let driver: Driver;
let graph: Graph;
beforeAll(async () => {
  driver = await testGraph();
  graph = { driver };
  await writeSmallKnowledge(graph);
});
afterAll(() => driver.close());

// Few values, so that trials are often equal in one objective or in all.
const rate = fc.integer({ min: 0, max: 6 }).map((tenths) => tenths / 10);
const trial = fc.record({
  state: fc.constantFrom("complete", "complete", "complete", "pruned", "failed"),
  ...{ pr: rate, validationAr: rate, fr: rate, lr: fc.option(rate) },
  steps: fc.integer({ min: 1, max: 3 }),
});

type Written = typeof trial extends fc.Arbitrary<infer Value> ? Value : never;

/** Writes them all at once, as `recordTrial` leaves them. */
async function write(name: string, trials: Written[]): Promise<void> {
  const rows = trials.map(({ state, steps, ...rates }, at) => {
    const figures = {
      ...{ ...rates, ar: rates.validationAr, accuracy: 0.5, validationAccuracy: 0.5, baseAccuracy: 0.5 },
      ...{ parameters: 10, flops: 10, seconds: at % 3 },
    };
    return {
      scheme: Array.from({ length: steps }, (_, step) => `NS(HP1=${at}.${step})`).join(" -> "),
      trial: {
        ...{ key: `${name}#${at + 1}`, number: at + 1, state, stages: "[]" },
        ...(state === "failed" ? { failure: "none" } : figures),
        ...(state === "pruned" && { pruned: JSON.stringify(pruned) }),
      },
    };
  });
  await driver.executeQuery(
    `MATCH (study:Study {name: $name}) UNWIND $rows AS row
     MERGE (scheme:Scheme {id: row.scheme})
     CREATE (scheme)<-[:EVALUATES]-(trial:Trial)-[:IN_STUDY]->(study) SET trial = row.trial`,
    { name, rows },
  );
}
const pruned = { reason: "slow", epochs: 1, of: 2, expected: 0.1, chance: 0.1, rival: 0.2 };

test("what is read quickly of a study is what all its trials say", async () => {
  let studies = 0;
  const objective = fc.constantFrom(undefined, "flops", "latency");
  const given = fc.record({ trials: fc.array(trial, { maxLength: 25 }), objective, newest: fc.nat(30) });
  await fc.assert(
    fc.asyncProperty(given, async ({ trials, objective, newest }) => {
      const name = `quick-${++studies}` as StudyName;
      const config = objective ? { objective } : {};
      await run(graph, createStudy, { name, taskId, algorithm: "random", target: 0.2, seed: 1, config });
      await run(graph, setStudyState, { name, state: "done" });
      await write(name, trials);
      const study = await runOne(graph, showStudy, { name });
      const [points, whole] = [
        await run(graph, trialPoints, { study: name }),
        await run(graph, trialsOfStudy, { study: name }),
      ];
      const quick = await studyOutlook(graph, study, { newest });
      expect(quick.trials).toBe(trials.length);
      expect(quick.newest).toEqual(newest === 0 ? [] : points.slice(-newest));
      expect(quick.front).toEqual(studyFront(points, study.target, recordedObjective(study)));
      const measured = points.filter((point) => point.state !== "failed");
      const spread = spreadOf(
        measured.map(({ pr }) => pr),
        measured.map(({ validationAr }) => validationAr),
      );
      expect(quick.spread).toEqual(spread);
      expect(await readFront(graph, study)).toEqual({
        front: studyFront(whole, study.target, recordedObjective(study)),
        seconds: whole.reduce((sum, { seconds }) => sum + (seconds ?? 0), 0),
      });
    }),
    { numRuns: 15 },
  );
});
