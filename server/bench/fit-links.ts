import { type EmbedOptions, fitTransR, linkPrediction, type RankSummary } from "../../embed/index.ts";
import { randomness } from "../randomness.ts";
import type { LinkGraph } from "./link-graph.ts";

/** The figures of a side for one seed. */
export interface LinkRun {
  /** Wall and processor time of each epoch. */
  seconds: number[];
  cpuSeconds: number[];
  validation: RankSummary;
  test: RankSummary & { seconds: number };
}

/** Trains our TransR on a graph's training triples, timing each epoch, and ranks the others. */
export async function fitLinks(
  { train, validation, test, known }: LinkGraph,
  options: EmbedOptions,
  seed: number,
  report: (epoch: number) => void,
  signal: AbortSignal,
): Promise<LinkRun> {
  const seconds: number[] = [];
  const cpuSeconds: number[] = [];
  let before = process.cpuUsage();
  const model = await fitTransR(train, options, {
    random: randomness(seed),
    report: (progress) => {
      const { user, system } = process.cpuUsage(before);
      seconds.push(progress.seconds);
      cpuSeconds.push((user + system) / 1e6);
      report(progress.epoch);
      before = process.cpuUsage();
    },
    signal,
  });
  const began = performance.now();
  const ranked = linkPrediction(model, test, known);
  const took = (performance.now() - began) / 1000;
  return {
    seconds,
    cpuSeconds,
    validation: linkPrediction(model, validation, known),
    test: { ...ranked, seconds: took },
  };
}
