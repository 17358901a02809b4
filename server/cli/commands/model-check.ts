import { resolve } from "node:path";
import { percent } from "../../format.ts";
import type { CheckResult } from "../../training/check.ts";
import type { CheckJob } from "../../training/jobs.ts";
import { type DataOptions, datasetFrom } from "../data-options.ts";
import { openSession, print, printJson, withTraining } from "../session.ts";
import { table } from "../terminal.ts";

interface CheckOptions extends Omit<DataOptions, "data"> {
  data?: string;
  keep?: string[];
  size?: [height: number, width: number];
  seed: number;
  json: boolean;
}

/** `automc model check`: what stands in a file's way, and what compressing it would meet; nothing is stored. */
export async function check(file: string, options: CheckOptions): Promise<void> {
  const session = openSession({ quiet: options.json });
  const { data, size, keep, seed } = options;
  const dataset = data === undefined ? undefined : datasetFrom({ ...options, data });
  const result = await withTraining(session, async (training, signal) => {
    const task = session.progress.begin(`checking ${file}`, 1);
    const job: CheckJob = {
      kind: "check",
      file: resolve(file),
      seed,
      ...(size && { size }),
      ...(keep && { keep }),
      ...(dataset && { dataset }),
    };
    const done = await training.run<CheckResult>(job, ({ done, note }) => task.update(done, note), signal);
    task.end();
    return done;
  });
  if (options.json) return printJson(result);
  print(describeCheck(result));
}

const mostGroups = 20;
const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6)} MB`;

/** What was found, as people read it. */
function describeCheck(found: CheckResult): string {
  const { input, classes, parameters, flops, groups, whole, prunable, inferenceBytes, training, misfits } = found;
  const rows = groups
    .toSorted((a, b) => b.channels - a.channels)
    .slice(0, mostGroups)
    .map(({ id, layers, channels }) => [id, channels, layers.length > 1 ? `with ${layers.slice(1).join(", ")}` : ""]);
  const rest = groups.length > rows.length ? [`and ${groups.length - rows.length} groups more`] : [];
  const reasons = [...new Set(whole.map(({ sentence }) => sentence))];
  return [
    `It comes in: images of ${input.join("×")}, ${classes} classes, ${parameters} parameters, ${flops} FLOPs.`,
    table(["channels that go together, made by", "channels", ""], rows, "no channels can go"),
    ...rest,
    `${percent(prunable)} of the parameters are in weights whose channels can go. What stays whole:`,
    ...reasons.map((sentence) => `  ${sentence}`),
    `Inference needs ${megabytes(inferenceBytes)} for one image.`,
    ...("refused" in training
      ? [`It cannot be trained here: ${training.refused}`]
      : [
          `A training step of ${training.batchSize} images takes ${training.secondsPerStep.toFixed(2)} s here, and ${megabytes(training.bytes)}.`,
          epochs(found, training.secondsPerStep / training.batchSize),
        ]),
    ...(misfits ?? []),
  ].join("\n");
}

function epochs({ trainImages }: CheckResult, secondsPerImage: number): string {
  const [count, what] =
    trainImages === null ? [1000, "1,000 images"] : [trainImages, `its ${trainImages} training images`];
  return `An epoch of ${what} takes about ${Math.ceil(count * secondsPerImage)} s.`;
}
