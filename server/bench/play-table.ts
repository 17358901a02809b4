import { type Algorithm, type Search, searches } from "../../search/index.ts";
import type { Session } from "../cli/session.ts";
import { inGraph } from "../cli/session.ts";
import { BadInput } from "../errors.ts";
import { interruptible } from "../interruption.ts";
import { type BenchFolder, readBenchFolder } from "./compressbench/folder.ts";
import type { BenchTask } from "./compressbench/space.ts";
import { openSurrogate, type PlayedStep, surrogateEvaluation } from "./compressbench/surrogate-task.ts";
import { countSteps, type StepLog } from "./count-steps.ts";
import { optunaRequirements, optunaSearch } from "./optuna-bridge.ts";
import type { OptunaSampler } from "./optuna-samplers.ts";
import { peerPython } from "./peer.ts";
import { type KnownTask, knownTasks } from "./real-task.ts";

/** What is played, and how long. */
export interface TablePlay {
  searches: Algorithm[];
  optuna: OptunaSampler[];
  /** The progressive search also runs without these; see `server/study/ablation.ts`. */
  without: ("graph" | "experience")[];
  seeds: number[];
  /** Sets of vectors, learned with seeds of their own, which the runs of a search use in turn. */
  vectors: number;
  steps: number;
  /** γ */
  target: number;
}

/** What a search measured on a seed, and what each step took by the simulated clock. */
export interface PlayedLog extends StepLog {
  /** Seconds since the start when each step was done. */
  clock: number[];
}

/** Each search's runs on a task, seed by seed. */
export type TaskRuns = Map<string, PlayedLog[]>;

/**
 * Plays every search on every task of a folder of CompressBench, seed by seed in turn; the
 * surrogate answers in place of training. The strategies, their vectors and what NN_exp expects of
 * them are those of the graph that is open here.
 *
 * @throws BadInput where the graph has a strategy that the folder's space does not know
 */
export async function playTable(session: Session, folder: string, play: TablePlay): Promise<Map<string, TaskRuns>> {
  const bench = await readBenchFolder(folder);
  const surrogate = await openSurrogate(bench);
  const { config, progress, artifacts } = session;
  const python = play.optuna.length > 0 ? await peerPython(config, optunaRequirements(play.optuna), progress) : "";
  const { signal, release } = interruptible("nothing of a benchmark is kept");
  const contenders = contendersOf(play, (name) => optunaSearch({ config, python }, name, () => {}));
  try {
    return await inGraph(session, async (graph) => {
      const played = new Map<string, TaskRuns>();
      const bar = progress.begin(
        "searches on the table",
        bench.space.tasks.length * play.seeds.length * contenders.length,
      );
      let done = 0;
      const knowing = { graph, artifacts, progress, signal };
      const sets = Array.from({ length: play.vectors }, (_, at) => at + 1);
      const knows = new Map<Contender["ablate"], Awaited<ReturnType<typeof knownTasks>>[]>();
      for (const { ablate } of contenders) {
        if (knows.has(ablate)) continue;
        const bySet: Awaited<ReturnType<typeof knownTasks>>[] = [];
        for (const set of sets) bySet.push(await knownTasks(knowing, set, ablate));
        knows.set(ablate, bySet);
      }
      for (const task of bench.space.tasks) {
        const runs: TaskRuns = new Map(contenders.map(({ name }) => [name, []]));
        const features = { ...task.features, accuracy: task.original.validationAccuracy };
        const known = new Map(
          [...knows].map(([ablate, bySet]) => [ablate, bySet.map((taskOf) => inSpace(bench, taskOf(features)))]),
        );
        for (const [at, seed] of play.seeds.entries()) {
          for (const { name, search, ablate } of contenders) {
            const ofSet = known.get(ablate)![at % sets.length]!;
            runs.get(name)!.push(await playOne({ search, task, surrogate, seed, play }, ofSet));
            bar.update(++done, `${task.id}, ${name}, seed ${seed}`);
            signal.throwIfAborted();
          }
        }
        played.set(task.id, runs);
      }
      bar.end();
      return played;
    });
  } finally {
    release();
  }
}

interface Contender {
  name: string;
  search: Search;
  ablate: TablePlay["without"][number] | undefined;
}

function contendersOf(
  { searches: ours, optuna, without }: TablePlay,
  bridge: (name: OptunaSampler) => Search,
): Contender[] {
  return [
    ...ours.map((name) => ({ name, search: searches[name], ablate: undefined })),
    ...without.map((ablate) => ({ name: `progressive, without ${ablate}`, search: searches.progressive, ablate })),
    ...optuna.map((name) => ({ name: `optuna ${name}`, search: bridge(name), ablate: undefined })),
  ];
}

/** The strategies that the folder's space knows; a user's own methods are not among them. */
function inSpace({ space }: BenchFolder, { candidates, ...known }: KnownTask): KnownTask {
  const own = candidates.filter(({ method }) => space.methods[method]);
  if (own.length === 0) {
    throw new BadInput(
      `No strategy of the graph is of a method that the benchmark knows: ${Object.keys(space.methods).join(", ")}.`,
    );
  }
  return { ...known, candidates: own };
}

interface One {
  search: Search;
  task: BenchTask;
  surrogate: Awaited<ReturnType<typeof openSurrogate>>;
  seed: number;
  play: TablePlay;
}

async function playOne({ search, task, surrogate, seed, play }: One, known: KnownTask): Promise<PlayedLog> {
  const steps: PlayedStep[] = [];
  const strategies = new Map(
    [...known.strategies].map(([id, { methodId, settings }]) => [id, { method: methodId, settings }]),
  );
  const world = {
    ...{ candidates: known.candidates, task: known.task },
    base: { accuracy: task.original.validationAccuracy, parameters: task.original.parameters },
    evaluate: surrogateEvaluation(surrogate, task, strategies, seed, (step) => steps.push(step)),
  };
  const budget = { seed, steps: play.steps, target: play.target, mostRemoved: known.mostRemoved };
  const { cpuSeconds } = await countSteps(search, world, budget);
  let now = 0;
  return {
    points: steps.map(({ ar, pr }) => ({ ar, pr })),
    cpuSeconds,
    clock: steps.map(({ seconds }) => {
      now += seconds;
      return now;
    }),
  };
}
