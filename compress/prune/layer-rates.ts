/** What each layer can lose. */
export interface PrunableLayer {
  /** How Gaussian its weights are, in any unit; larger for more. */
  gaussianity: number;
  channels: number;
  /** Most channels that may go. */
  atMost: number;
}

/** Channels that each layer loses, and the share of all channels that is kept. */
export interface LayerRemoval {
  removed: number[];
  keptShare: number;
}

/**
 * How near the rates of the source have to come to the share of channels to keep, a fraction of all
 * channels.
 */
const nearEnough = 0.01;

/** The scan of the source: c = 0.5, 0.5005, …, 11. */
const [firstC, lastC, stepsPerUnit] = [0.5, 11, 2_000];

/**
 * Ways to spread a removal over layers, the more Gaussian the more, the best for a share of
 * channels to keep first:
 *
 *   p_l = ⌈10 (W_l - W_min) / (c (W_max - W_min))⌉ / 10        rate of layer l with gaussianity W_l
 *
 * for every c from 0.5 to 11 in steps of 0.0005 that leaves all rates under 1; a layer loses p_l of
 * its channels, rounded down. Even the largest c takes a tenth of all layers but one, which is much
 * more than a small removal asks for. So where no c comes within a hundredth of all channels, and
 * after those that do, come the rates that are not rounded, (W_l - W_min) / (c (W_max - W_min)),
 * for any c above 1, and to remove nothing. Layers that are all alike lose the same.
 * Source: Chatzikonstantinou et al., CVPRW 2020, as AutoMC's authors wrote it. Differs: the rates
 * that are not rounded; and W_min is the least possible W, where theirs is 2 at most.
 */
export function layerRemovals(layers: readonly PrunableLayer[], keepShare: number): LayerRemoval[] {
  const least = Math.min(...layers.map(({ gaussianity }) => gaussianity));
  const range = Math.max(...layers.map(({ gaussianity }) => gaussianity)) - least;
  const place = layers.map(({ gaussianity }) => (range > 0 ? (gaussianity - least) / range : 1));
  const gap = ({ keptShare }: LayerRemoval) => Math.abs(keptShare - keepShare);
  const nearestFirst = (rates: Iterable<number[]>) => distinct(layers, rates).sort((a, b) => gap(a) - gap(b)); // stable: the first c of equals
  const ofSource = nearestFirst(inTenths(place)).filter((way) => gap(way) <= nearEnough);
  return [...ofSource, ...nearestFirst(notRounded(place))];
}

function* inTenths(place: number[]): Generator<number[]> {
  for (let step = firstC * stepsPerUnit; step <= lastC * stepsPerUnit; step++) {
    const tenths = place.map((at) => Math.ceil((10 * at * stepsPerUnit) / step)); // c is step / stepsPerUnit
    if (tenths.every((tenth) => tenth < 10)) yield tenths.map((tenth) => tenth / 10);
  }
}

function* notRounded(place: number[]): Generator<number[]> {
  for (let most = 0; most < stepsPerUnit; most++) yield place.map((at) => (at * most) / stepsPerUnit);
}

/** What rates come to in whole channels, each outcome once. */
function distinct(layers: readonly PrunableLayer[], all: Iterable<number[]>): LayerRemoval[] {
  const channels = layers.reduce((sum, layer) => sum + layer.channels, 0);
  const ways = new Map<string, LayerRemoval>();
  for (const rates of all) {
    const removed = layers.map((layer, l) => Math.min(layer.atMost, Math.floor(rates[l]! * layer.channels + 1e-9)));
    const key = removed.join();
    if (!ways.has(key))
      ways.set(key, { removed, keptShare: 1 - removed.reduce((sum, count) => sum + count, 0) / channels });
  }
  return [...ways.values()];
}
