import { bench } from "vitest";
import { paretoFront, StepEvaluator } from "../../search/index.ts";
import { seeded } from "../search/seeded.ts";

const points = Array.from({ length: 36_200 }, (_, i) => [Math.sin(i * 12.9898), Math.cos(i * 78.233)]);

bench("paretoFront, the next steps of 8 schemes over 4,525 strategies, two objectives", () => {
  paretoFront(points, (point) => point);
});

const random = seeded(1)("vectors");
const vectors = Array.from({ length: 4_525 }, () => Float32Array.from({ length: 32 }, () => 0.1 * random()));
const evaluator = new StepEvaluator(vectors, [0.2, -0.1, 0.4, 0, 0.3, -0.5, 0.9], seeded(1)("weights"));

bench("StepEvaluator.predict, 4,525 candidates of width 32 after a scheme of 4 steps", () => {
  evaluator.predict([1, 2, 3, 4]);
});
