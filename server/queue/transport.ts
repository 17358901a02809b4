import type { ModelsOnTheMove } from "./contract.ts";

/** Brings models from one AUTOMC_HOME to another. */
export interface Transport {
  /** Puts the files of models where others find them. */
  send(models: readonly string[]): Promise<ModelsOnTheMove>;
  /** Makes sure that these models are in this AUTOMC_HOME. */
  receive(models: ModelsOnTheMove): Promise<void>;
}
