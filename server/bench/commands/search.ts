import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Algorithm, type Candidate, searches } from "../../../search/index.ts";
import { openSession, print, printJson, type Session } from "../../cli/session.ts";
import { BadInput } from "../../errors.ts";
import { interruptible } from "../../interruption.ts";
import { randomness } from "../../randomness.ts";
import { version } from "../../version.ts";
import { compareSearches, printComparison } from "../compare-searches.ts";
import { countSteps, type StepLog } from "../count-steps.ts";
import { landscape } from "../landscape.ts";
import { optunaRequirements, optunaSearch, optunaVersion } from "../optuna-bridge.ts";
import type { OptunaSampler } from "../optuna-samplers.ts";
import { peerPython } from "../peer.ts";
import { earlierStudies } from "../related-landscapes.ts";
import type { Relation } from "../relations.ts";
import { thisMachine } from "../report.ts";

interface SearchBench {
  searches: Algorithm[];
  optuna: OptunaSampler[];
  storage: "memory" | "sqlite";
  seeds: number[];
  steps: number;
  variants: number;
  batch: number[];
  earlier: Relation[];
  earlierStudies: number;
  earlierSteps: number;
  objective?: "cost";
  without: ("sources" | "graph" | "experience")[];
  target: number;
  plot?: string;
  vectors: number;
  json: boolean;
}

/**
 * `automc bench search`: every search on the same made-up landscapes, seed by seed in turn, at
 * equal numbers of measured steps; Optuna's samplers beside, where named, and the progressive search
 * that knows of earlier studies of related, unrelated or contrary tasks.
 *
 * Differences are paired: of a search's and the first one's figures on the same landscape.
 */
export async function benchSearch({ json, ...options }: SearchBench): Promise<void> {
  if (options.plot) throw new BadInput("--plot is of ranks over tasks: it goes with --table.");
  if (options.vectors > 1) throw new BadInput("--vectors is of what knowledge gives: it goes with --table.");
  const unknown = options.without.find((part) => part !== "sources");
  if (unknown) throw new BadInput(`Landscapes have no knowledge to go without: --without ${unknown} is for --table.`);
  const session = openSession({ quiet: json });
  const runs = await runAll(session, options);
  const cells = compareSearches(runs, options.steps);
  const versions = { automc: version, node: process.versions.node, optuna: optunaVersion };
  const about = { name: "search", ...options, strategies: 150 * options.variants, versions, machine: thisMachine() };
  if (json) return printJson({ ...about, cells });
  print(
    `search on ${options.seeds.length} landscapes of ${about.strategies} strategies, ${options.steps} measured steps each, γ ${options.target}`,
  );
  printComparison(cells, options.objective && "CR");
  const { cpu, cores, platform } = about.machine;
  print(
    `AutoMC ${version}, Node ${versions.node}${options.optuna.length > 0 ? `, ${versions.optuna}` : ""}; ${cpu}, ${cores} cores, ${platform}; seeds ${options.seeds.join(", ")}.`,
  );
}

const oneMethod = "progressive, one method";
const afterStudies = (relation: Relation) => `progressive, ${relation} studies`;

/** Every search on the landscape of every seed, in turn. */
async function runAll(
  session: Session,
  {
    searches: names,
    optuna,
    storage,
    seeds,
    steps,
    variants,
    batch,
    objective,
    target,
    ...work
  }: Omit<SearchBench, "json">,
): Promise<Map<string, StepLog[]>> {
  const { config, progress } = session;
  const python = optuna.length > 0 ? await peerPython(config, optunaRequirements(optuna), progress) : "";
  const contenders = batch.flatMap((count) =>
    names.flatMap((search) =>
      (objective ? ([3, 2] as const) : ([3] as const)).map((objectives) => ({
        ...{ search, batch: count, objectives },
        name: `${search}${objectives === 2 ? ", not told of costs" : ""}${count === 1 ? "" : `, ${count} at once`}`,
      })),
    ),
  );
  const runs = new Map<string, StepLog[]>(
    [
      ...contenders.map(({ name }) => name),
      ...(work.without.includes("sources") ? [oneMethod] : []),
      ...work.earlier.map(afterStudies),
      ...optuna.map((name) => `optuna ${name}`),
    ].map((name) => [name, []]),
  );
  const folder = await mkdtemp(join(tmpdir(), "automc-bench-"));
  const { signal, release } = interruptible("nothing of a benchmark is kept");
  const task = progress.begin("searches on landscapes", runs.size * seeds.length);
  let done = 0;
  try {
    for (const seed of seeds) {
      const made = landscape(randomness(seed)("landscape"), { variants, costs: objective !== undefined });
      const next = (name: string, run: StepLog) => {
        runs.get(name)!.push(run);
        task.update(++done, `${name}, seed ${seed}`);
        signal.throwIfAborted();
      };
      const budget = { seed, steps, target };
      for (const { name, search, ...how } of contenders)
        next(name, await countSteps(searches[search], made, { ...budget, ...how }));
      if (work.without.includes("sources")) {
        const [{ method }] = made.candidates as [Candidate];
        const candidates = made.candidates.filter((candidate) => candidate.method === method);
        next(oneMethod, await countSteps(searches.progressive, { ...made, candidates }, budget));
      }
      for (const relation of work.earlier) {
        const before = { relation, studies: work.earlierStudies, steps: work.earlierSteps };
        const earlier = await earlierStudies(seed, before, variants);
        next(afterStudies(relation), await countSteps(searches.progressive, { ...made, earlier }, budget));
      }
      for (const name of optuna) {
        let cpuSeconds = 0;
        const onCpu = (seconds: number) => {
          cpuSeconds = seconds;
        };
        const file = join(folder, `${name}-${seed}.db`);
        const search = optunaSearch({ config, python }, name, onCpu, storage === "sqlite" ? `sqlite:///${file}` : null);
        next(`optuna ${name}`, await countSteps(search, made, budget, () => cpuSeconds));
      }
    }
    task.end();
  } finally {
    release();
    await rm(folder, { recursive: true, force: true });
  }
  return runs;
}
