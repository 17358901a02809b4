/** Returns the next layer's seed. */
export type Seeds = () => number;

/**
 * One seed per layer, drawn from the network's: layers of equal shape start differently, and the
 * same network seed starts them the same.
 */
export function seeds(seed: number): Seeds {
  let layer = 0;
  return () => seed * 1_000 + ++layer; // no network here has a thousand layers
}
