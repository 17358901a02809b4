import { z } from "zod";
import { EmbedError } from "./errors.ts";

/**
 * Options of `learn`. Defaults are the paper's where it states one (dimension 32, Adam at 0.001 for
 * NN_exp).
 */
export const embedOptions = z
  .strictObject({
    /** Length of every vector, entities and relations alike (d = k). Paper, section 4.1: 32. */
    dim: z.int().min(1).max(1024).default(32),
    /** Most epochs of Algorithm 1 on the training triples, before the held-out ones are ranked. */
    epochs: z.int().min(1).default(40),
    /** Of these, how many at the start keep the projections at the identity, which is TransE. */
    transeEpochs: z.int().min(0).default(5),
    /**
     * Further epochs on all triples, once the held-out ones have been ranked. Not run where nothing
     * is held out.
     */
    refitEpochs: z.int().min(0).default(10),
    /** Adam's rate for TransR, at the start. */
    learningRate: z.number().positive().max(1).default(1e-2),
    /** The same for the epochs on all triples. */
    refitRate: z.number().positive().max(1).default(2e-3),
    /** The same for new entities that are placed among old ones, see `extend.ts`. */
    extendRate: z.number().positive().max(1).default(3e-2),
    /** How TransR's rate continues from there: it falls linearly to 0, or is constant. */
    schedule: z.enum(["linear", "constant"]).default("linear"),
    /**
     * Adam's rate for NN_exp and, through it, for the strategies' vectors. Paper, section 4.1:
     * 0.001.
     */
    experienceRate: z.number().positive().max(1).default(1e-3),
    /** Full passes over the experience in each epoch. */
    experienceSteps: z.int().min(1).default(3),
    /** Width of NN_exp's hidden layer. */
    hidden: z.int().min(1).max(1024).default(32),
    /** True triples of one relation in a step. Small relations are cut finer, see `epoch.ts`. */
    batchSize: z.int().min(1).default(512),
    /** False triples drawn for each true one, half with another head, half with another tail. */
    negatives: z.int().min(1).max(1024).default(16),
    /** Fraction of the false triples that join an entity to itself, see `negatives.ts`. */
    loops: z.number().min(0).max(1).default(0.1),
    /**
     * Fraction of the false triples whose false end may have any label. With `loops` at most 1; the
     * rest keep the label.
     */
    anyLabel: z.number().min(0).max(1).default(0.5),
    /**
     * How much worse a false triple must score than its true one before it costs nothing. OpenKE's
     * TransR: 4.
     */
    margin: z.number().positive().default(4),
    /**
     * The unit ball of the constraints: of ‖·‖₂, as in Lin et al., or of ‖·‖₁, the norm of the
     * score, as in PyKEEN. The second needs a margin of about 1.
     */
    ball: z.literal([1, 2]).default(2),
    /** Fraction of the triples held out of training and ranked at the end: the test. */
    heldOut: z.number().min(0).max(0.4).default(0.05),
    /**
     * Fraction of the triples held out besides, on which the best epoch is chosen; with 0 the last
     * epoch is used.
     */
    validation: z.number().min(0).max(0.4).default(0.05),
    /** Epochs from one measurement on them to the next. */
    evaluateEvery: z.int().min(1).default(5),
    /** Training stops after so many measurements without a better one. */
    patience: z.int().min(1).default(3),
    /** Excludes one source of knowledge: the paper's ablations -KG and -NN_exp (section 4.5). */
    ablate: z.enum(["graph", "experience"]).optional(),
  })
  .refine(({ loops, anyLabel }) => loops + anyLabel <= 1, {
    path: ["loops"],
    message: "loops and anyLabel together are more than 1",
  });

/** Options as a caller writes them: all are optional. */
export type EmbedOptions = z.input<typeof embedOptions>;

/** Options with every default filled in. */
export type EmbedSettings = z.output<typeof embedOptions>;

/**
 * Fills in the defaults.
 *
 * @throws EmbedError `bad_options` when an option is unknown or out of range; the message names
 *   each
 */
export function readOptions(options: EmbedOptions): EmbedSettings {
  const parsed = embedOptions.safeParse(options);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) =>
    path.length ? `${path.join(".")}: ${message}` : message,
  );
  throw new EmbedError("bad_options", `The options of learn are wrong: ${faults.join("; ")}.`, { cause: parsed.error });
}
