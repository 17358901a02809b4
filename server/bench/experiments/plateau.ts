import type { TrainResult } from "../../training/jobs.ts";

/**
 * Pre-trains until it is trained out: anew with twice the epochs (the rate falls to 0 along a cosine,
 * so a longer training is another one), until that gains less validation accuracy than its standard
 * error. Otherwise further training alone would raise every compressed model above the original.
 *
 * @param epochs the fewest, and the most that may be spent on the last
 * @param images validation images that accuracies are measured on
 * @returns the best of the trained
 */
export async function trainedToPlateau(
  train: (epochs: number) => Promise<TrainResult>,
  { least, most }: { least: number; most: number },
  images: number,
): Promise<TrainResult> {
  let best = await train(least);
  for (let epochs = 2 * least; epochs <= most; epochs *= 2) {
    const next = await train(epochs);
    const gain = next.card.validationAccuracy - best.card.validationAccuracy;
    if (gain > 0) best = next;
    const p = best.card.validationAccuracy;
    if (gain < Math.sqrt((p * (1 - p)) / images)) break;
  }
  return best;
}
