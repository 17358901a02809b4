import { type Landscape, landscape as made } from "../../server/bench/landscape.ts";
import { seeded } from "./seeded.ts";

/** The made-up landscape of a seed; with costs where asked for. */
export const landscape = (seed: number, costs = false): Landscape => made(seeded(seed)("landscape"), { costs });
