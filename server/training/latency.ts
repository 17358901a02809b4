import { measureLatency } from "../../compress/index.ts";
import type { Artifacts } from "../artifacts/store.ts";
import type { CompressJob } from "./jobs.ts";
import { loadStored } from "./load-stored.ts";

/** Milliseconds for one image, the median of many runs on this machine. */
export async function medianLatency(model: Parameters<typeof measureLatency>[0]): Promise<number> {
  return (await measureLatency(model, { batchSize: 1 })).p50Ms;
}

/**
 * The latency of the model that a scheme began with, measured where one of the steps has a target
 * by latency.
 */
export async function originalLatency(
  { original, steps }: Pick<CompressJob, "original" | "steps">,
  artifacts: Artifacts,
): Promise<{ latency?: number }> {
  if (!steps.some(({ params }) => params.of === "latency")) return {};
  const { model } = await loadStored(artifacts, original);
  try {
    return { latency: await medianLatency(model) };
  } finally {
    model.dispose();
  }
}
