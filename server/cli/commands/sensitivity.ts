import { type Sensitivity, scoreNames } from "../../../compress/index.ts";
import { readModel } from "../../artifacts/model.ts";
import { BadInput } from "../../errors.ts";
import { percent } from "../../format.ts";
import { openSession, print, printJson, withTraining } from "../session.ts";
import { table } from "../terminal.ts";

interface Options {
  score: string;
  images: number;
  recalibrate: number;
  seed: number;
  json: boolean;
}

/**
 * `automc compress sensitivity`: which layers bear pruning, a line per group of coupled channels.
 */
export async function sensitivity(reference: string, options: Options): Promise<void> {
  const session = openSession({ quiet: options.json });
  const score = scoreNames.find((name) => name === options.score);
  if (score === undefined)
    throw new BadInput(`There is no score "${options.score}"; known are ${scoreNames.join(", ")}.`);
  const { images, recalibrate, seed } = options;
  const { hash } = await readModel(session.artifacts, await session.artifacts.resolveModel(reference));
  const found = await withTraining(session, async (training, signal) => {
    const task = session.progress.begin(`measuring ${reference}`, 1);
    const result = await training.run<Sensitivity>(
      { kind: "sensitivity", model: hash, score, images, recalibrate, seed },
      ({ done, note }) => task.update(done, note),
      signal,
    );
    task.end();
    return result;
  });
  if (options.json) return printJson({ model: hash, score, recalibrate, seed, ...found });
  const rates = found.curves[0]?.points.map(({ rate }) => rate) ?? [];
  print(
    table(
      ["group", "channels", ...rates.map((rate) => percent(rate).replace(".0", ""))],
      found.curves.map(({ group, channels, points }) => [
        group,
        channels,
        ...points.map(({ accuracy }) => percent(accuracy)),
      ]),
    ),
  );
  print(
    `Accuracy on ${found.images} validation images without that part of a group's channels, lowest ${score} first; ` +
      `${percent(found.whole.accuracy)} with all. One channel of each layer stays.`,
  );
}
