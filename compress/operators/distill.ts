import { z } from "zod";
import { defineOperator, wholeEpochs } from "../operator.ts";
import { narrowerStudent } from "../prune/student.ts";
import { copyModel } from "../prune/surgery.ts";
import type { Loss } from "../training/loss.ts";
import { trainModel } from "../training/train.ts";

/**
 * A student starts from random weights, so it learns at the rate of a first training, five times
 * that of a tuning.
 */
const freshStudentRate = 5;

/**
 * Trains a student to return the teacher's outputs: the model itself, or a narrower network with
 * new weights.
 *
 *   kl          alpha · T² · KL(teacher ‖ student) + (1 - alpha) · CE
 *   outputMse   CE + factor · mean squared difference of the logits
 *
 * The teacher is the context's, or else the model as it was received. Sources: Hinton et al.,
 * arXiv:1503.02531, for kl; Xu et al., AAAI 2020, arXiv:1907.06870, for a narrower student with
 * multi-segment activations; Chatzikonstantinou et al., CVPRW 2020, for outputMse.
 */
export const distill = defineOperator({
  id: "distill",
  params: z
    .strictObject({
      student: z.enum(["same", "narrower"]),
      remove: z.number().min(0).max(1).optional(), //        of a narrower student: fraction of the original's parameters
      activation: z.enum(["keep", "lma"]).default("keep"), // of a narrower student: what replaces its ReLUs
      segments: z.int().min(2).max(64).optional(), //         of each LMA activation
      loss: z.enum(["kl", "outputMse"]).default("kl"),
      temperature: z.number().positive().max(100).optional(), // T, for kl; default 2
      alpha: z.number().min(0).max(1).optional(), //             weight of the divergence, for kl; default 0.7
      factor: z.number().min(0).max(100).optional(), //          for outputMse; default 1
      epochs: z.number().min(0).max(10), //                   x E0, rounded to whole epochs, at least one
      learningRate: z.number().positive().max(10).optional(),
    })
    .superRefine((params, context) => {
      const refuse = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
      const narrower = params.student === "narrower";
      if (narrower && params.remove === undefined)
        refuse("remove", "a narrower student needs to know how much narrower");
      if (!narrower && params.remove !== undefined) refuse("remove", "only a narrower student removes anything");
      if (!narrower && params.activation === "lma")
        refuse("activation", "only a narrower student gets new activations");
      if ((params.segments !== undefined) !== (params.activation === "lma"))
        refuse("segments", "belongs to activation lma, and it needs them");
      if (params.loss === "kl" && params.factor !== undefined) refuse("factor", "belongs to loss outputMse");
      for (const name of ["temperature", "alpha"] as const)
        if (params.loss === "outputMse" && params[name] !== undefined) refuse(name, "belongs to loss kl");
    }),
  async apply(model, params, context) {
    const { student, remove, segments, epochs, temperature = 2, alpha = 0.7, factor = 1 } = params;
    const narrower = student === "narrower";
    const { original, random, note, widths } = context;
    const pupil = narrower
      ? await narrowerStudent(model, { remove: remove!, segments, original, random, note, widths })
      : await copyModel(model);
    try {
      const teacher = context.teacher ?? model;
      const loss: Loss =
        params.loss === "kl"
          ? { kind: "distillation", teacher, temperature, alpha }
          : { kind: "auxiliary", term: "mse", factor, teacher };
      const plan = {
        ...context.plan,
        epochs: wholeEpochs(epochs, original),
        learningRate: params.learningRate ?? (narrower ? freshStudentRate : 1) * context.plan.learningRate,
      };
      await trainModel(pupil, context.data, plan, { ...context, loss });
      return pupil;
    } catch (error) {
      pupil.dispose();
      throw error;
    }
  },
});
