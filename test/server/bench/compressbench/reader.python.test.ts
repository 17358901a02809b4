import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { beforeAll, expect, test } from "vitest";
import { readBenchFolder, readBenchRows } from "../../../../server/bench/compressbench/folder.ts";
import { questionOf } from "../../../../server/bench/compressbench/surrogate.ts";
import { openSurrogate } from "../../../../server/bench/compressbench/surrogate-task.ts";
import { peerPython } from "../../../../server/bench/peer.ts";
import { processConfig } from "../../../../server/config.ts";
import { silent } from "../../../../server/progress.ts";

const folder = resolve("datasets/compressbench");
const requirements = ["pandas==3.1.1", "pyarrow==26.0.1", "onnxruntime==1.30.0", "numpy==2.3.5"];

let python: string;
beforeAll(async () => {
  python = await peerPython(processConfig(), requirements, silent);
});

async function run(program: string): Promise<string> {
  const env = { ...process.env, PYTHONPATH: folder, PYTHONDONTWRITEBYTECODE: "1", PYTHONWARNINGS: "error" };
  return (await promisify(execFile)(python, ["-c", program], { env })).stdout;
}

test("the ten lines of the card run, with pandas, pyarrow and onnxruntime", async () => {
  const card = await readFile(join(folder, "README.md"), "utf8");
  const [, program] = /```python\n([\s\S]*?)```/.exec(card)!;
  expect(program!.trim().split("\n").length).toBeLessThanOrEqual(10);
  const said = await run(program!);
  expect(said).toMatch(/ steps of /);
  expect(said).toMatch(/PR 0\.\d+, AR [+-]\d\.\d+, \d+ s/);
});

test("Python reads every row as we wrote it, with lists as lists", async () => {
  const rows = await readBenchRows(folder);
  const program = `
import json
from compressbench import CompressBench
steps = CompressBench().steps
print(json.dumps([[r.key, list(r.scheme), int(r.after_parameters), r.after_test, list(r.stage_seconds)] for r in steps.itertuples()]))`;
  expect(JSON.parse(await run(program))).toEqual(
    rows.map(({ key, scheme, after, stages }) => [
      ...[key, scheme, after.parameters, after.testAccuracy],
      stages.map(({ seconds }) => seconds),
    ]),
  );
});

test("a step from the original is the same in Python as here; what is unknown is refused by name", async () => {
  const bench = await readBenchFolder(folder);
  const surrogate = await openSurrogate(bench);
  const rows = (await readBenchRows(folder)).filter(({ scheme }) => scheme.length === 1).slice(0, 20);
  const asked = rows.map(({ task, method, settings }) => [task, method, settings]);
  const program = `
import json, sys
from compressbench import CompressBench
bench = CompressBench()
def say(task, method, settings):
    left = bench.step(bench.start(task), method, **settings)
    return [left.parameters, left.flops, left.validation, left.test, left.seconds]
print(json.dumps([say(*one) for one in json.loads(r'''${JSON.stringify(asked)}''')]))
for wrong in (lambda: bench.start("x"), lambda: bench.step(bench.start(bench.tasks[0]), "NS", HP1=0.1)):
    try:
        wrong()
    except ValueError as error:
        print(error)`;
  const [line, ...refusals] = (await run(program)).trim().split("\n");
  const said: number[][] = JSON.parse(line!);
  expect(said).toHaveLength(rows.length);
  for (const [at, row] of rows.entries()) {
    const ours = await surrogate.predict(questionOf(row));
    const left = [1 - ours.parameters, 1 - ours.flops, 1 + ours.validation, 1 + ours.test, Math.exp(ours.log_seconds)];
    for (const [k, value] of left.entries()) expect(said[at]![k]).toBeCloseTo(Math.max(value, 0.01), 4);
  }
  expect(refusals[0]).toMatch(/^There is no task 'x'; there are /);
  expect(refusals[1]).toBe("NS needs HP1, HP2, HP6; given were HP1.");
});
