import fc from "fast-check";
import { expect, test } from "vitest";
import { tf } from "../../../compress/tensorflow.ts";
import { type Loss, meanLoss } from "../../../compress/training/loss.ts";

const classes = 4;
const row = fc.array(fc.double({ min: -5, max: 5, noNaN: true }), { minLength: classes, maxLength: classes });
const batch = fc.array(fc.record({ student: row, teacher: row, label: fc.nat(classes - 1) }), {
  minLength: 1,
  maxLength: 6,
});
const losses: fc.Arbitrary<(teacher: tf.LayersModel) => Loss> = fc.oneof(
  fc.constant(() => ({ kind: "crossEntropy" }) as const),
  fc
    .record({ temperature: fc.constantFrom(1, 3, 6, 10), alpha: fc.double({ min: 0, max: 1, noNaN: true }) })
    .map((o) => (teacher: tf.LayersModel) => ({ kind: "distillation", teacher, ...o }) as const),
  fc
    .record({
      term: fc.constantFrom("nll" as const, "ce" as const, "mse" as const),
      factor: fc.constantFrom(0.5, 1, 3),
    })
    .map((o) => (teacher: tf.LayersModel) => ({ kind: "auxiliary", teacher, ...o }) as const),
);

const softened = (logits: number[], t: number) => {
  const e = logits.map((z) => Math.exp(z / t));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((each) => each / sum);
};
const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;

/** The formulas, one row at a time. */
function slowLoss(loss: Loss, rows: { student: number[]; teacher: number[]; label: number }[]): number {
  const ce = mean(rows.map(({ student, label }) => -Math.log(softened(student, 1)[label]!)));
  if (loss.kind === "crossEntropy") return ce;
  if (loss.kind === "distillation") {
    const { temperature: t, alpha } = loss;
    const kl = mean(
      rows.map(({ student, teacher }) => {
        const [p, q] = [softened(teacher, t), softened(student, t)];
        return p.reduce((sum, each, k) => sum + each * Math.log(each / q[k]!), 0);
      }),
    );
    return alpha * t * t * kl + (1 - alpha) * ce;
  }
  const term = {
    nll: () => ce,
    ce: () =>
      mean(
        rows.map(({ student, teacher }) => {
          const q = softened(student, 1);
          return -softened(teacher, 1).reduce((sum, p, k) => sum + p * Math.log(q[k]!), 0);
        }),
      ),
    mse: () => mean(rows.flatMap(({ student, teacher }) => student.map((z, k) => (z - teacher[k]!) ** 2))),
  }[loss.term]();
  return ce + loss.factor * term;
}

test("every loss is its formula, and its gradient the formula's slope", () => {
  fc.assert(
    fc.property(batch, losses, (rows, make) => {
      const loss = make(undefined as unknown as tf.LayersModel);
      const [value, slope] = tf.tidy(() => {
        const labels = tf.tensor1d(
          rows.map(({ label }) => label),
          "int32",
        );
        const teacher = tf.tensor2d(rows.map((each) => each.teacher));
        const { value, grad } = tf.valueAndGrad((z) => meanLoss(loss, z as tf.Tensor2D, labels, teacher))(
          tf.tensor2d(rows.map(({ student }) => student)),
        );
        return [value.dataSync()[0]!, grad.dataSync()[0]!];
      }) as unknown as number[];
      const exact = slowLoss(loss, rows);
      expect(Math.abs(value! - exact)).toBeLessThan(1e-3 * Math.max(1, Math.abs(exact)));
      const moved = (by: number) =>
        slowLoss(loss, [
          { ...rows[0]!, student: rows[0]!.student.map((z, k) => (k === 0 ? z + by : z)) },
          ...rows.slice(1),
        ]);
      const finite = (moved(1e-4) - moved(-1e-4)) / 2e-4;
      expect(Math.abs(slope! - finite)).toBeLessThan(1e-2 * Math.max(1, Math.abs(finite)));
    }),
    { numRuns: 60 },
  );
});
