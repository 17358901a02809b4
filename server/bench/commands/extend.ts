import { mean } from "d3-array";
import { builtinSources, triplesOf } from "../../../ingest/index.ts";
import { openSession, print, printJson } from "../../cli/session.ts";
import { table } from "../../cli/terminal.ts";
import { ServerError } from "../../errors.ts";
import { interruptible } from "../../interruption.ts";
import { compareExtension, type ExtensionRun } from "../extend-links.ts";
import { thisMachine } from "../report.ts";

/**
 * `automc bench extend`: a method placed among fixed vectors, against all vectors learned from
 * scratch, on Table 1; method by method, seed by seed.
 */
export async function benchExtend({ methods, seeds, json }: { methods: string[]; seeds: number[]; json: boolean }) {
  const session = openSession({ quiet: json });
  const triples = triplesOf(await builtinSources());
  for (const method of methods)
    if (!triples.some(({ relation, tail }) => relation === "OF_METHOD" && tail === `Method:${method}`))
      throw new ServerError("unknown_method", `No card that comes with AutoMC has strategies of ${method}.`);
  const { signal, release } = interruptible("nothing of a benchmark is kept");
  const runs: ExtensionRun[] = [];
  try {
    const task = session.progress.begin("placing methods, and learning from scratch", methods.length * seeds.length);
    for (const seed of seeds)
      for (const method of methods) {
        task.update(runs.length, `${method}, seed ${seed}`);
        runs.push(await compareExtension(triples, method, seed, signal));
        signal.throwIfAborted();
      }
    task.end();
  } finally {
    release();
  }
  if (json) return printJson({ name: "extend", seeds, runs, machine: thisMachine() });
  print(
    table(
      ["method", "its triples", "MRR scratch", "MRR placed", "loss", "CPU s scratch", "CPU s placed", "ratio"],
      methods.map((method) => {
        const own = runs.filter((run) => run.method === method);
        const of = (figure: (run: ExtensionRun) => number) => mean(own, figure)!;
        const cpu = [of(({ full }) => full.cpuSeconds), of(({ extended }) => extended.cpuSeconds)] as const;
        return [
          method,
          String(own[0]!.newTriples),
          of(({ full }) => full.mrr).toFixed(3),
          of(({ extended }) => extended.mrr).toFixed(3),
          of(({ full, extended }) => full.mrr - extended.mrr).toFixed(3),
          cpu[0].toFixed(2),
          cpu[1].toFixed(2),
          (cpu[1] / cpu[0]).toFixed(3),
        ];
      }),
    ),
  );
  const { cpu, cores, platform } = thisMachine();
  print(
    `Means over seeds ${seeds.join(", ")}; MRR over the same held-out triples of all methods. ${cpu}, ${cores} cores, ${platform}.`,
  );
}
