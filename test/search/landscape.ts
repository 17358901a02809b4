import { type Landscape, landscape as made } from "../../server/bench/landscape.ts";
import { seeded } from "./seeded.ts";

/** The made-up landscape of a seed. */
export const landscape = (seed: number): Landscape => made(seeded(seed)("landscape"));
