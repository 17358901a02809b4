import fc from "fast-check";
import { expect, test } from "vitest";
import { tf } from "../../../compress/tensorflow.ts";
import { hitsOf } from "../../../compress/training/hits.ts";
import { measureAccuracy } from "../../../compress/training/measure.ts";
import { bands, plainNet, residualNet } from "./toys.ts";

test("the share of hits is the accuracy, image by image in the split's order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 230 }), fc.constantFrom(plainNet, residualNet), async (count, build) => {
      const data = bands({ train: 1, validation: count });
      const model = build();
      const live = tf.memory().numTensors;
      const hits = await hitsOf(model, data, "validation");
      expect(tf.memory().numTensors).toBe(live);
      expect(hits).toHaveLength(count);
      const { accuracy } = await measureAccuracy(model, data, "validation");
      expect(hits.reduce((sum, hit) => sum + hit, 0) / count).toBeCloseTo(accuracy, 12);
      const { images, labels } = data.splits.validation;
      const size = images.length / count;
      const last = { images: images.slice(-size), labels: labels.slice(-1), count: 1 };
      const alone = await hitsOf(model, { ...data, splits: { ...data.splits, test: last } }, "test");
      expect(alone[0]).toBe(hits.at(-1));
      model.dispose();
    }),
    { numRuns: 8 },
  );
});
