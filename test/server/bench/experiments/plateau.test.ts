import { expect, test } from "vitest";
import { trainedToPlateau } from "../../../../server/bench/experiments/plateau.ts";
import type { TrainResult } from "../../../../server/training/jobs.ts";

/** A training whose validation accuracy is told for each number of epochs. */
async function plateau(accuracies: Record<number, number>, most = 80): Promise<{ asked: number[]; best: number }> {
  const asked: number[] = [];
  const train = async (epochs: number) => {
    asked.push(epochs);
    return { card: { validationAccuracy: accuracies[epochs]!, pretrainEpochs: epochs } } as TrainResult;
  };
  const { card } = await trainedToPlateau(train, { least: 10, most }, 500);
  return { asked, best: card.pretrainEpochs };
}

test("epochs are doubled while that gains more than the noise of 500 images, 2.2 points at 50 %", async () => {
  expect(await plateau({ 10: 0.3, 20: 0.5, 40: 0.51, 80: 0.9 })).toEqual({ asked: [10, 20, 40], best: 40 });
  expect(await plateau({ 10: 0.3, 20: 0.4, 40: 0.5, 80: 0.6 })).toEqual({ asked: [10, 20, 40, 80], best: 80 });
});

test("a longer training that is worse is not taken, and none goes beyond the most", async () => {
  expect(await plateau({ 10: 0.5, 20: 0.45 })).toEqual({ asked: [10, 20], best: 10 });
  expect(await plateau({ 10: 0.3, 20: 0.5 }, 39)).toEqual({ asked: [10, 20], best: 20 });
});
