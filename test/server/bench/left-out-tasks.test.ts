import { expect, test } from "vitest";
import { leftOutTasks } from "../../../server/bench/left-out-tasks.ts";

const seeds = (...values: number[]) => values;

test("a search is chosen on the other tasks, and judged on the one that was left out", () => {
  const values = new Map([
    [
      "a",
      new Map([
        ["one", seeds(3, 3, 3)],
        ["two", seeds(1, 1, 1)],
      ]),
    ],
    [
      "b",
      new Map([
        ["one", seeds(5, 6, 7)],
        ["two", seeds(1, 2, 3)],
      ]),
    ],
    [
      "c",
      new Map([
        ["one", seeds(1, 1, 1)],
        ["two", seeds(4, 5, 6)],
      ]),
    ],
  ]);
  const [a, b, c] = leftOutTasks(values);
  // On b and c together the two are equal in rank, so the first is taken; on a it is the best.
  expect(a).toMatchObject({ task: "a", chosen: "one", best: "one", behindBest: { mean: 0 }, p: 1 });
  expect(b).toMatchObject({ chosen: "one", best: "one" });
  expect(c).toMatchObject({ task: "c", chosen: "one", best: "two", value: { mean: 1 }, behindBest: { mean: 4 } });
});

test("what happens on a task does not change what is chosen for it", () => {
  const others = new Map([
    [
      "a",
      new Map([
        ["one", seeds(2, 2)],
        ["two", seeds(1, 1)],
      ]),
    ],
  ]);
  for (const here of [0, 10]) {
    const left = new Map([
      [
        "b",
        new Map([
          ["one", seeds(1, 1)],
          ["two", seeds(here, here)],
        ]),
      ],
    ]);
    expect(leftOutTasks(new Map([...others, ...left]))[1]).toMatchObject({ task: "b", chosen: "one" });
  }
  expect(leftOutTasks(others)).toEqual([]);
});
