import fc from "fast-check";
import { expect, test } from "vitest";
import { type Training, TrainingPool } from "../../../server/training/pool.ts";

interface SumJob {
  kind: "sum";
  of: number;
}

/** Members that answer after a while each of their own, and note what runs when. */
function members(count: number, takes: (job: SumJob) => number) {
  let underWay = 0;
  let most = 0;
  const begun: number[] = [];
  const member: Training = {
    async run<Result>(job: { kind: string }) {
      const { of } = job as SumJob;
      begun.push(of);
      most = Math.max(most, ++underWay);
      for (let turn = 0; turn < takes(job as SumJob); turn++) await null;
      underWay--;
      if (of < 0) throw new Error(`no sum of ${of}`);
      return (2 * of) as Result;
    },
  };
  return { pool: new TrainingPool(Array.from({ length: count }, () => member)), begun, most: () => most };
}

test("every job is answered, no more at once than there are members, begun in order, and alike ones once", () =>
  fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 4 }),
      fc.array(fc.tuple(fc.integer({ min: -3, max: 9 }), fc.integer({ min: 1, max: 20 })), { maxLength: 12 }),
      async (count, jobs) => {
        const { pool, begun, most } = members(count, ({ of }) => jobs.find(([each]) => each === of)![1]);
        const results = await Promise.allSettled(jobs.map(([of]) => pool.run<number, SumJob>({ kind: "sum", of })));
        expect(results.map((result) => (result.status === "fulfilled" ? result.value : result.reason.message))).toEqual(
          jobs.map(([of]) => (of < 0 ? `no sum of ${of}` : 2 * of)),
        );
        const distinct = [...new Set(jobs.map(([of]) => of))];
        expect(begun).toEqual(distinct);
        expect(most()).toBe(Math.min(count, distinct.length));
        // What ended is not remembered: asked again, it runs again.
        if (distinct.length > 0) {
          await pool.run({ kind: "sum", of: distinct[0]! } as SumJob).catch(() => {});
          expect(begun.length).toBe(distinct.length + 1);
        }
      },
    ),
  ));
