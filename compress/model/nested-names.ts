/** A layer, or a model among the layers of another with layers of its own. */
export interface Nest {
  name: string;
  className: string;
  inside?: readonly Nest[] | undefined;
}

/** A layer that is no model, and its name among all layers of the outermost model. */
export interface FlatName {
  /** The names from the outermost model to the layer's own. */
  path: readonly string[];
  name: string;
  className: string;
}

/** Identifies layers: paths that lead to one and the same layer have the same identity. */
export type Identity = (path: readonly string[]) => unknown;

/** Where nothing else is known, another path is another layer. */
export const byPath: Identity = (path) => JSON.stringify(path);

/**
 * A name of its own for every layer of a model and of the models nested in it.
 *
 * Layers keep their names where these are free, and get the nested model's name in front elsewhere,
 * as often as it takes. A layer that is in several places has the name of the first. Inputs of
 * nested models are no layers of the whole, and are omitted.
 */
export function flatNames(layers: readonly Nest[], identity: Identity, path: readonly string[] = []): FlatName[] {
  const own = layers
    .filter(({ inside }) => inside === undefined)
    .map(({ name, className }): FlatName => ({ path: [...path, name], name, className }));
  const taken = new Set(own.map(({ name }) => name));
  const known = new Map(own.map((layer) => [identity(layer.path), layer.name]));
  const nested = layers.flatMap(({ name: model, inside }) => {
    if (inside === undefined) return [];
    const layers = flatNames(inside, identity, [...path, model]).filter(({ className }) => className !== "InputLayer");
    return layers.map((layer): FlatName => {
      const key = identity(layer.path);
      const before = known.get(key);
      if (before !== undefined) return { ...layer, name: before };
      let free = layer.name;
      while (taken.has(free)) free = `${model}_${free}`;
      taken.add(free);
      known.set(key, free);
      return { ...layer, name: free };
    });
  });
  return [...own, ...nested];
}
