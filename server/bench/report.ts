import { cpus } from "node:os";
import { median } from "d3-array";
import { version } from "../version.ts";

/** One side of a comparison. */
export interface Side {
  name: string;
  version: string;
  value: number;
}

/** The result of a benchmark: `ratio` is ours / peer. */
export interface BenchReport {
  name: string;
  unit: string;
  lowerIsBetter: boolean;
  ours: { value: number; version: string };
  peers: (Side & { ratio: number })[];
  sizes: Record<string, number | string>;
  seeds: number[];
  machine: { cpu: string; cores: number; platform: string };
}

/** The report of one run from the samples of each side: the value of a side is their median. */
export function benchReport(
  about: Pick<BenchReport, "name" | "unit" | "sizes" | "seeds">,
  ours: { samples: number[]; with: string },
  peers: { name: string; version: string; samples: number[] }[],
): BenchReport {
  const value = median(ours.samples)!;
  return {
    ...about,
    lowerIsBetter: true,
    ours: { value, version: `AutoMC ${version}, ${ours.with}` },
    peers: peers.map(({ name, version, samples }) => {
      const theirs = median(samples)!;
      return { name, version, value: theirs, ratio: value / theirs };
    }),
    machine: thisMachine(),
  };
}

/** What it was measured on. */
export function thisMachine(): BenchReport["machine"] {
  const [cpu] = cpus();
  return { cpu: cpu?.model ?? "unknown", cores: cpus().length, platform: `${process.platform} ${process.arch}` };
}
