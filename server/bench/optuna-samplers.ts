/**
 * The samplers of Optuna that can be compared: over whole schemes, or a step after a measured one.
 */
export const optunaSamplers = ["tpe", "tpe-extension", "nsga2", "gp", "gp-extension"] as const;
export type OptunaSampler = (typeof optunaSamplers)[number];
