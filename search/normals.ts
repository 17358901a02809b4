import { randomNormal } from "d3-random";

/** `count` draws of the standard normal distribution from a source of numbers in [0, 1). */
export function normals(source: () => number, count: number): Float64Array {
  const normal = randomNormal.source(source)();
  return Float64Array.from({ length: count }, () => normal());
}
