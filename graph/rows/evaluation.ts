import { z } from "zod";

/**
 * What a worker can do, as the graph compares it with what an evaluation needs. `datasets` is null
 * for one that has whatever the asker has.
 */
export const workerAbilities = z.strictObject({
  owner: z.string().min(1),
  device: z.string().min(1),
  engine: z.int(),
  memoryMb: z.number().nonnegative(),
  datasets: z.array(z.string()).nullable(),
});
export type WorkerAbilities = z.output<typeof workerAbilities>;

/**
 * Where an evaluation stands: it waits, a worker holds it, it has an outcome, it can't be computed
 * (its `failure` says why), or nobody wants it any more.
 */
export const evaluationState = z.enum(["open", "leased", "done", "failed", "cancelled"]);

/** The condition under which an evaluation `e` fits a worker; its parameters are `workerAbilities`. */
export const fits = `(e.device = $device AND e.engine = $engine AND e.memoryMb <= $memoryMb
      AND ($datasets IS NULL OR e.dataset IN $datasets))`;

/** The condition under which an evaluation `e` waits for a worker: nobody holds it, or whoever did was lost. */
export const waits = `(e.state = "open" OR (e.state = "leased" AND e.leaseUntil < datetime()))`;
