import type { NamedDataset } from "../recognise/datasets.ts";
import { keyOf } from "../recognise/key.ts";
import type { NamedNetwork } from "../recognise/networks.ts";
import type { ReportedTask } from "../results/file.ts";
import type { Base } from "../tables/baselines.ts";
import type { Doubt } from "./doubt.ts";
import type { KnownTask } from "./known.ts";

/** The task of a result: one that the graph has, or a new one with what is known of it. */
export interface ChosenTask {
  id: string;
  isNew: boolean;
  /** For a new one, what a file of results says of it. */
  reported?: ReportedTask;
  /** How sure the choice is, 0 to 1, and why it is not 1. */
  confidence: number;
  doubts: Doubt[];
}

/**
 * The tasks of the graph that may be meant by a network and a data set. Several variants of a
 * network may share a name: with identity shortcuts, with batch norm.
 */
export function tasksNamed(network: NamedNetwork, dataset: NamedDataset, known: readonly KnownTask[]): KnownTask[] {
  const [id, name] = [keyOf(network.id), keyOf(network.name)];
  const variants = known.filter((task) => {
    const own = keyOf(task.network.id);
    const isNamed =
      own === id ||
      keyOf(task.network.name) === name ||
      task.network.id.toLowerCase().split("-")[0] === network.id ||
      task.network.id
        .toLowerCase()
        .replace(/-(?=v\d)/, "")
        .split("-")[0] === network.id;
    return isNamed && keyOf(task.dataset.id) === keyOf(dataset.id);
  });
  return variants;
}

/** Counts printed with two or three digits agree with exact ones up to here. */
const nearlySame = 0.04;

/**
 * Chooses the task: by the parameters and FLOPs that the paper prints of the network before
 * compression, where the graph has several of its name. A network whose counts agree with none that
 * is known is another one.
 */
export function chooseTask(
  network: NamedNetwork,
  dataset: NamedDataset,
  base: Base,
  baseParameters: number | undefined,
  known: readonly KnownTask[],
  used: ReadonlySet<string>,
): ChosenTask {
  const candidates = tasksNamed(network, dataset, known);
  const parameters = base.parameters?.value ?? baseParameters;
  const off = (task: KnownTask) =>
    parameters === undefined || task.parameters === null ? 0 : Math.abs(task.parameters - parameters) / task.parameters;
  const isPlain = (task: KnownTask) => keyOf(task.network.id) === keyOf(network.id);
  const fitting = candidates.filter((task) => off(task) <= nearlySame);
  const least = Math.min(...fitting.map(off));
  // Of variants that the digits printed don't distinguish: the one that the paper is known to use,
  // else the one that most papers use.
  const rank = (task: KnownTask) => [Number(used.has(task.id)), task.papers, Number(isPlain(task))];
  const nearest = fitting
    .filter((task) => off(task) - least <= 0.004)
    .sort(
      (a, b) =>
        rank(b)
          .map((value, at) => value - rank(a)[at]!)
          .find((difference) => difference !== 0) ?? 0,
    );
  const [chosen, next] = nearest;
  if (chosen) {
    const isTold = next === undefined || used.has(chosen.id);
    const isUsual = next !== undefined && chosen.papers >= 2 * next.papers && parameters !== undefined;
    const networks = nearest.map(({ network: { id } }) => id);
    return {
      id: chosen.id,
      isNew: false,
      confidence: isTold ? 1 : isUsual ? 0.95 : 0.85,
      doubts: isTold || isUsual ? [] : [{ kind: "severalNetworks", networks }],
    };
  }
  const isVariant = candidates.length > 0 && parameters !== undefined;
  const suffix = isVariant ? `-${(parameters! / 1e6).toFixed(2)}M` : "";
  const id = `${network.id}${suffix}`;
  const name = isVariant ? `${network.name} with ${(parameters! / 1e6).toFixed(2)} M parameters` : network.name;
  const features = {
    ...(dataset.features ?? { categories: null, imageSize: null, channels: null, dataAmount: null }),
    parameters: parameters === undefined ? null : Math.round(parameters),
    flops: null,
    accuracy: null,
  };
  return {
    id: `${id}/${dataset.id}`,
    isNew: true,
    reported: {
      id: `${id}/${dataset.id}`,
      network: { id, name, aliases: [] },
      dataset: { id: dataset.id, name: dataset.name, aliases: [] },
      features,
    },
    confidence: isVariant ? 0.75 : dataset.features ? 1 : 0.6,
    doubts: [
      ...(isVariant ? [{ kind: "otherParameters" as const, networks: candidates.map((task) => task.network.id) }] : []),
      ...(dataset.features ? [] : [{ kind: "unknownDataset" as const, name: dataset.name }]),
    ],
  };
}
