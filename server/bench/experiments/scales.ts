import type { NetworkId } from "../../../compress/index.ts";

/** How large the paper's experiments are run. */
export interface Scale {
  /** What schemes are searched on, and what they are transferred to. */
  network: NetworkId;
  transfers: NetworkId[];
  /** Filters of the first stage; the paper's by default. */
  width?: number;
  /** Of CIFAR-10; all of it by default. */
  images?: { train: number; validation: number; test: number };
  batchSize: number;
  /** Pre-training is repeated with twice the epochs until that gains nothing, within these. */
  pretrainEpochs: { least: number; most: number };
  /** Trained steps of every AutoML algorithm. */
  steps: number;
  /** Settings that the grid of each single method tries. */
  grid: number;
}

/**
 * `small` is for two cores and an hour or two; `paper` has the networks, the data and the epochs of
 * the paper's section 4.1, and as many steps as three GPU days may give; it needs a GPU.
 */
export const scales = {
  small: {
    network: "resnet8",
    transfers: ["resnet20"],
    width: 8,
    images: { train: 1500, validation: 500, test: 1000 },
    batchSize: 32,
    pretrainEpochs: { least: 5, most: 10 },
    steps: 16,
    grid: 2,
  },
  paper: {
    network: "resnet56",
    transfers: ["resnet20", "resnet164"],
    batchSize: 64,
    pretrainEpochs: { least: 100, most: 200 },
    steps: 200,
    grid: 30,
  },
} as const satisfies Record<string, Scale>;

export type ScaleName = keyof typeof scales;
export const scaleNames = Object.keys(scales) as [ScaleName, ...ScaleName[]];
