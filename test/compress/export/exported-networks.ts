import { expect, test } from "vitest";
import { buildNetwork, type NetworkId, recalibrateBatchNorm } from "../../../compress/index.ts";
import { bands } from "../training/toys.ts";
import { gap, writtenFormats } from "./exported.ts";

/**
 * Both formats of these networks give what the network gives.
 *
 * In untrained networks of a hundred layers rounding grows by itself; there the export may be as
 * far off as that.
 */
export function exportedNetworkContract(ids: readonly NetworkId[]): void {
  test.each(ids)("%s gives the same there, for images of odd size", async (id) => {
    const data = bands({ train: 32 }, 13);
    const model = buildNetwork(id, { shape: data.shape, classes: data.classes.length, width: 4, seed: 1 });
    await recalibrateBatchNorm(model, data, { batches: 1, batchSize: 32, random: () => 0.5 }); // else values of a hundred layers run away
    for (const format of writtenFormats) {
      const { logits, probabilities, shaken, largest } = await gap(model, format);
      expect(logits).toBeLessThan(Math.max(1e-4, shaken));
      expect(probabilities).toBeLessThan(Math.max(1e-4, shaken));
      expect(largest).toBeGreaterThan(0.1);
    }
    model.dispose();
  });
}
