import type { Command } from "commander";
import { whole } from "./options.ts";

/** `automc worker`. */
export function addWorker(program: Command): void {
  program
    .command("worker")
    .description(
      "compute evaluations of studies on this machine, for studies anywhere that use the same Redis and graph",
    )
    .option("--redis <url>", "where evaluations are announced (default: REDIS_URL)")
    .option("--places <n>", "evaluations at once", whole(1, 64), 1)
    .option(
      "--memory <megabytes>",
      "most that one evaluation may use (default: an equal part of four fifths)",
      whole(256),
    )
    .action(async (options) => (await import("./commands/worker.ts")).worker(options));
}
