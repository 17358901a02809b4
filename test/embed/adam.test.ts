import fc from "fast-check";
import { expect, test } from "vitest";
import { moveRow, startAdam } from "../../embed/adam.ts";

const slopes = fc.array(
  fc.tuple(fc.double({ min: -5, max: 5, noNaN: true }), fc.double({ min: -5, max: 5, noNaN: true })),
  {
    minLength: 1,
    maxLength: 30,
  },
);

test("a row moves as Adam's algorithm 1 says, whatever other rows do in between", () => {
  fc.assert(
    fc.property(slopes, (gradients) => {
      const adam = startAdam(3, 2, 0.01);
      const values = new Float64Array([9, 9, 1, -1, 7, 7]);
      const [x, m, v] = [
        [1, -1],
        [0, 0],
        [0, 0],
      ] as [number[], number[], number[]];
      gradients.forEach((gradient, step) => {
        moveRow(adam, values, 1, Float64Array.from([99, ...gradient]), 1);
        if (step % 2) moveRow(adam, values, 2, new Float64Array([1, 1]), 0);
        gradient.forEach((g, d) => {
          m[d] = 0.9 * m[d]! + 0.1 * g;
          v[d] = 0.999 * v[d]! + 0.001 * g * g;
          const unbiased = m[d]! / (1 - 0.9 ** (step + 1));
          x[d]! -= (0.01 * unbiased) / (Math.sqrt(v[d]! / (1 - 0.999 ** (step + 1))) + 1e-8);
        });
      });
      expect(values[2]).toBeCloseTo(x[0]!, 9);
      expect(values[3]).toBeCloseTo(x[1]!, 9);
      expect([...values.subarray(0, 2)]).toEqual([9, 9]); // no gradient, not moved
    }),
  );
});
