import { nextRow } from "./cholesky.ts";
import type { PlacedStep, StepProcess } from "./step-process.ts";

/** How far another task may differ from a process's, as a share of the kernel. */
const drift = 0.05;
const jitter = 1e-6;

/**
 * How well a fitted process foresees the steps of another study, one after another.
 *
 * Draws of what it expects are made of all steps together, so that what it is unsure of for all of
 * them does not disorder them; a step more leaves those of earlier steps as they are. The evidence
 * is of the process and a small difference between the tasks, of the same kernel.
 */
export class StepDraws {
  /** In each draw, pairs of steps that it ranks otherwise than they were measured. */
  readonly losses: Int32Array;
  readonly #process: StepProcess;
  readonly #steps: { placed: PlacedStep; value: number; normals: Float64Array; drawn: Float64Array }[] = [];
  readonly #factor: Float64Array[] = []; // L of the steps' covariance, row by row
  readonly #noisy: Float64Array[] = []; //  the same with drift and noise
  readonly #whitened: number[] = []; //     L⁻¹ (y - mean) of that one
  #evidence = 0;

  constructor(process: StepProcess, draws: number) {
    this.#process = process;
    this.losses = new Int32Array(draws);
  }

  /** log p(all measured steps), up to the same constant as a `Posterior`'s. */
  get evidence(): number {
    return this.#evidence;
  }

  /**
   * @param value the measured change of AR, warped
   * @param normals of the standard normal distribution, one for each draw; kept
   */
  add(placed: PlacedStep, value: number, normals: Float64Array): void {
    const n = this.#steps.length;
    const drawn = new Float64Array(this.losses.length);
    this.#steps.push({ placed, value, normals, drawn });
    const covariances = this.#steps.map((other) => this.#process.covariance(placed, other.placed));
    const drifts = this.#steps.map((other) => drift * this.#process.likeness(placed, other.placed));
    this.#addEvidence(
      covariances.map((covariance, i) => covariance + drifts[i]! + (i === n ? this.#process.noiseOf(value) : 0)),
      value - placed.mean,
    );
    const row = nextRow(
      this.#factor,
      covariances.map((covariance, i) => covariance + (i === n ? jitter : 0)),
    );
    this.#factor.push(row);
    drawn.fill(placed.mean);
    for (const [j, { normals: of }] of this.#steps.entries()) {
      for (let draw = 0; draw < drawn.length; draw++) drawn[draw]! += row[j]! * of[draw]!;
    }
    for (const other of this.#steps.slice(0, n)) {
      const below = value < other.value;
      for (let draw = 0; draw < drawn.length; draw++) {
        if (drawn[draw]! < other.drawn[draw]! !== below) this.losses[draw]!++;
      }
    }
  }

  #addEvidence(covariances: readonly number[], error: number): void {
    const row = nextRow(this.#noisy, covariances);
    const n = this.#noisy.length;
    let left = error;
    for (let j = 0; j < n; j++) left -= row[j]! * this.#whitened[j]!;
    this.#noisy.push(row);
    this.#whitened.push(left / row[n]!);
    this.#evidence -= this.#whitened[n]! ** 2 / 2 + Math.log(row[n]!);
  }
}
