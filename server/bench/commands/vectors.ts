import { quantileSorted, shuffler } from "d3-array";
import { nearestStrategies, run, strategyVectors } from "../../../graph/index.ts";
import { inGraph, openSession, print, printJson } from "../../cli/session.ts";
import { table } from "../../cli/terminal.ts";
import { ServerError } from "../../errors.ts";
import { randomness } from "../../randomness.ts";
import { thisMachine } from "../report.ts";

const reads = 10;
const asked = 300;

/**
 * `automc bench vectors`: how long reading the current vectors back from Neo4j takes: all of them,
 * and the ten nearest of one strategy. Writes nothing.
 */
export async function benchVectors({ seed, json }: { seed: number; json: boolean }): Promise<void> {
  await inGraph(openSession({ quiet: json }), async (graph) => {
    const strategies = await run(graph, strategyVectors, {}); // also warms up
    if (strategies.length === 0)
      throw new ServerError("no_embedding", "No vectors have been learned yet; learn some: automc embed train");
    const chosen = shuffler(randomness(seed)("bench vectors"))(strategies.map(({ id }) => id)).slice(0, asked);
    const readMs = await timed(Array(reads).fill({}), () => run(graph, strategyVectors, {}));
    const nearestMs = await timed(chosen, (strategyId) => run(graph, nearestStrategies, { strategyId }));
    const figures = {
      [`all ${strategies.length} vectors`]: summary(readMs),
      "the 10 nearest of one": summary(nearestMs),
    };
    if (json)
      return printJson({ name: "vectors", seed, strategies: strategies.length, figures, machine: thisMachine() });
    const rows = Object.entries(figures).map(([what, { runs, p50, p95 }]) => [
      what,
      String(runs),
      p50.toFixed(1),
      p95.toFixed(1),
    ]);
    print(table(["read", "times", "p50 ms", "p95 ms"], rows));
    const { cpu, cores, platform } = thisMachine();
    print(`The first of each is excluded. ${cpu}, ${cores} cores, ${platform}; seed ${seed}.`);
  });
}

async function timed<T>(inputs: readonly T[], work: (input: T) => Promise<unknown>): Promise<number[]> {
  const took: number[] = [];
  for (const input of inputs) {
    const began = performance.now();
    await work(input);
    took.push(performance.now() - began);
  }
  return took.slice(1);
}

function summary(ms: readonly number[]) {
  const sorted = [...ms].sort((a, b) => a - b);
  return { runs: sorted.length, p50: quantileSorted(sorted, 0.5)!, p95: quantileSorted(sorted, 0.95)! };
}
