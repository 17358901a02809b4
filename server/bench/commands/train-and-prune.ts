import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median } from "d3-array";
import { networkIds } from "../../../compress/index.ts";
import { openSession, print, printJson, withTraining } from "../../cli/session.ts";
import { table } from "../../cli/terminal.ts";
import { BadInput } from "../../errors.ts";
import type { TimePruningJob, TimeTrainingJob } from "../jobs.ts";
import { peerPython, runPeer, torchRequirements } from "../peer.ts";
import { type BenchReport, benchReport } from "../report.ts";
import type { TimedPruning } from "../time-pruning.ts";
import type { TimedTraining } from "../time-training.ts";

interface Common {
  network: string;
  rounds: number;
  seed: number;
  json: boolean;
}

/**
 * `automc bench train`: one of our training steps, one of PyTorch and one of TensorFlow.js' own
 * `fit`, in turn.
 */
export async function benchTrain(options: Common & { batchSize: number; steps: number }): Promise<void> {
  const session = openSession({ quiet: options.json });
  const network = ourNetwork(options.network);
  const python = await peerPython(session.config, torchRequirements, session.progress);
  const { batchSize, steps, rounds, seed } = options;
  const warmup = 3;
  const samples = { traced: [] as number[], fit: [] as number[], torch: [] as number[], nchw: [] as number[] };
  const loading: number[] = [];
  let versions = { tfjs: "", tensorflow: "" };
  let torchVersion = "";
  await withTraining(session, async (training, signal) => {
    const task = session.progress.begin(`timing ${network}, batch ${batchSize}`, rounds);
    const ours = async (side: "traced" | "fit", count: number) => {
      const job = { kind: "timeTraining" as const, network, side, batchSize, steps: count, warmup, seed };
      const timed = await training.run<TimedTraining, TimeTrainingJob>(job, () => {}, signal);
      samples[side].push(...timed.seconds);
      loading.push(...timed.loading);
      versions = timed.versions;
      return timed.parameters;
    };
    const torch = async (channelsLast: boolean, count: number) => {
      const input = { network, batchSize, steps: count, warmup, seed, channelsLast };
      const timed = await runPeer<{ seconds: number[]; version: string; parameters: number }>(
        session.config,
        python,
        "train_torch.py",
        input,
      );
      samples[channelsLast ? "torch" : "nchw"].push(...timed.seconds);
      torchVersion = timed.version;
      return timed.parameters;
    };
    for (let round = 1; round <= rounds; round++) {
      const mine = await ours("traced", steps);
      const theirs = await torch(true, steps);
      if (mine !== theirs) throw new Error(`The networks differ: ${mine} parameters here, ${theirs} in PyTorch.`);
      task.update(round - 0.5);
      await torch(false, Math.ceil(steps / 2));
      await ours("fit", Math.ceil(steps / 3)); // several times slower, so fewer steps
      task.update(round);
    }
    task.end();
  });
  const per1000 = (seconds: number[]) => seconds.map((each) => (1000 * each) / batchSize);
  const with_ = `TensorFlow.js ${versions.tfjs}, TensorFlow ${versions.tensorflow}`;
  show(
    benchReport(
      {
        name: "train",
        unit: "seconds per 1,000 images",
        sizes: {
          network,
          batchSize,
          image: "32x32x3",
          steps,
          rounds,
          threads: 2,
          loadingShareOfStep: Number((median(loading)! / median(samples.traced)!).toFixed(4)),
        },
        seeds: [seed],
      },
      { samples: per1000(samples.traced), with: with_ },
      [
        { name: "PyTorch, channels last", version: torchVersion, samples: per1000(samples.torch) },
        { name: "PyTorch, NCHW", version: torchVersion, samples: per1000(samples.nchw) },
        { name: "TensorFlow.js fit", version: versions.tfjs, samples: per1000(samples.fit) },
      ],
    ),
    options.json,
  );
}

/**
 * `automc bench prune`: our graph, L1 choice and surgery and Torch-Pruning's, and whether both keep
 * the same channels.
 */
export async function benchPrune(options: Common & { runs: number }): Promise<void> {
  const session = openSession({ quiet: options.json });
  const network = ourNetwork(options.network);
  const python = await peerPython(session.config, torchRequirements, session.progress);
  const { runs, rounds, seed } = options;
  const fraction = 0.5;
  const folder = await mkdtemp(join(tmpdir(), "automc-bench-"));
  const weights = join(folder, "weights.bin");
  const samples = { ours: [] as number[], peer: [] as number[] };
  let versions = { tfjs: "", tensorflow: "" };
  let peerVersion = "";
  let layers = { same: 0, all: 0 };
  let parameters = { ours: 0, peer: 0 };
  try {
    await withTraining(session, async (training, signal) => {
      const task = session.progress.begin(`pruning ${network}`, rounds);
      for (let round = 1; round <= rounds; round++) {
        const job = { kind: "timePruning" as const, network, fraction, runs, seed, weightsTo: weights };
        const mine = await training.run<TimedPruning, TimePruningJob>(job, () => {}, signal);
        const version = torchRequirements.find((each) => each.startsWith("torch-pruning"))!.split("==")[1]!;
        const theirs = await runPeer<{
          seconds: number[];
          kept: Record<string, number[]>;
          parameters: number;
          versions: { torch: string; torch_pruning: string };
        }>(session.config, python, "prune_torch.py", {
          network,
          fraction,
          runs,
          weights,
          shapes: mine.shapes,
          version,
        });
        samples.ours.push(...mine.seconds);
        samples.peer.push(...theirs.seconds);
        versions = mine.versions;
        peerVersion = `${theirs.versions.torch_pruning}, PyTorch ${theirs.versions.torch}`;
        const names = [...new Set([...Object.keys(mine.kept), ...Object.keys(theirs.kept)])];
        const same = names.filter((name) => mine.kept[name]?.join() === theirs.kept[name]?.join()).length;
        layers = { same, all: names.length };
        parameters = { ours: mine.parameters, peer: theirs.parameters };
        task.update(round);
      }
      task.end();
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  show(
    benchReport(
      {
        name: "prune",
        unit: "seconds for graph, choice and surgery",
        sizes: {
          network,
          fraction,
          runs,
          rounds,
          layersCut: layers.all,
          layersWithTheSameChannelsKept: layers.same,
          parametersLeft: parameters.ours,
          parametersLeftByPeer: parameters.peer,
        },
        seeds: [seed],
      },
      { samples: samples.ours, with: `TensorFlow.js ${versions.tfjs}, TensorFlow ${versions.tensorflow}` },
      [{ name: "Torch-Pruning", version: peerVersion, samples: samples.peer }],
    ),
    options.json,
  );
}

/**
 * One of our networks by its name.
 *
 * @throws BadInput when there is no such network; the message lists all
 */
export function ourNetwork(wanted: string) {
  const network = networkIds.find((id) => id === wanted);
  if (network === undefined)
    throw new BadInput(`There is no network "${wanted}"; choose one of ${networkIds.join(", ")}.`);
  return network;
}

function show(report: BenchReport, json: boolean): void {
  if (json) {
    printJson(report);
    return;
  }
  const { name, unit, ours, peers, sizes, seeds, machine } = report;
  print(`${name}: ${unit}, medians; ratio = ours / peer`);
  print(
    table(
      ["side", "version", "value", "ratio"],
      [
        ["ours", ours.version, ours.value.toPrecision(3), null],
        ...peers.map((peer) => [peer.name, peer.version, peer.value.toPrecision(3), peer.ratio.toFixed(2)]),
      ],
    ),
  );
  print(
    `Sizes: ${JSON.stringify(sizes)}; seeds ${seeds.join(", ")}; ${machine.cpu}, ${machine.cores} cores, ${machine.platform}.`,
  );
}
