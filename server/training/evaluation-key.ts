import { hashOf } from "../artifacts/content-hash.ts";
import type { CompressJob } from "./jobs.ts";

/**
 * Part of every evaluation's key: raise it when an operator or the training changes what it
 * computes. 6: layers that make only a part of a group's channels are rounded each by themselves.
 */
export const engineVersion = 6;

/**
 * The key under which a job's outcome is remembered, over all that decides it: the version of the
 * operators, the class of device (see `deviceClass`), and the job's JSON text, so the order of its
 * fields counts. Without a device, that of an evaluation whose class was not recorded.
 */
export function evaluationKey(job: CompressJob, device: string | undefined): string {
  return hashOf(device === undefined ? [engineVersion, job] : [engineVersion, device, job]);
}
