import { startAutomc } from "./cli/command-line.ts";

/** A small trained model, as `automc model train --json` prints it. */
export interface TinyModel {
  name: string;
  hash: string;
  /** The model's folder, inside the AUTOMC_HOME that it was trained in. */
  path: string;
  card: TinyCard;
}

/** What tests read of a model's card. */
export interface TinyCard {
  parameters: number;
  testAccuracy: number;
  validationAccuracy: number;
  normalisation: { mean: number[]; std: number[] };
}

/** The tiny model, and the AUTOMC_HOME that it was trained in. */
export interface SharedModel {
  home: string;
  model: TinyModel;
}

/**
 * Options of `automc model train` for a model that is trained in a second: 360 digits, one epoch.
 */
const tinyTraining = ["--width", "4", "--data", "mnist", "--sample", "0.05", "--epochs", "1"];

/** The whole command, but for `--json`. */
export const tinyArguments = ["model", "train", "resnet8", ...tinyTraining, "--name", "tiny"];

/**
 * Trains a ResNet-8 for a second through the real command line, and names it `tiny`.
 *
 * @throws Error with what the command printed when it fails.
 */
export async function trainTiny(environment: NodeJS.ProcessEnv): Promise<TinyModel> {
  const args = [...tinyArguments, "--json"];
  const { code, stdout, stderr } = await startAutomc(args, environment).ended;
  if (code !== 0) throw new Error(`automc ${args.join(" ")} ended with ${code}: ${stderr}`);
  return JSON.parse(stdout) as TinyModel;
}
