import type { NamedDataset } from "../recognise/datasets.ts";
import { memberOf, type NamedNetwork } from "../recognise/networks.ts";
import type { Recogniser } from "../recognise/recogniser.ts";
import type { Attributed, NamedIn } from "./extracted.ts";

/** A text that may name a network and a data set, and where it is. */
export interface ContextText {
  text: string;
  from: NamedIn;
}

export interface Named {
  network: Attributed<NamedNetwork> | undefined;
  dataset: Attributed<NamedDataset> | undefined;
}

/**
 * The network and the data set of a result, from texts that are nearer and nearer to less near: the
 * first that names one settles it. A text that names several settles it only together with what is
 * known already ("ResNets on CIFAR-10 and VGGs on CIFAR-100").
 */
export function namedIn(texts: readonly ContextText[], depth: number | undefined, recogniser: Recogniser): Named {
  let network: Named["network"];
  let family: NamedNetwork | undefined;
  // The families that a nearer text names: a farther one can only say which member is meant.
  let kin: NamedNetwork[] = [];
  let dataset: Named["dataset"];
  for (const { text, from } of texts) {
    if (network && dataset) break;
    const networks = recogniser.networks(text);
    const datasets = recogniser.datasets(text);
    if (!network) {
      const isKin = ({ id }: NamedNetwork) => kin.length === 0 || kin.some((each) => id.startsWith(each.id));
      const members = unique(networks.filter(({ found }) => !found.isFamily).map(({ found }) => found)).filter(isKin);
      const families = unique(networks.filter(({ found }) => found.isFamily).map(({ found }) => found));
      if (members.length === 1 && (depth === undefined || from !== "document")) network = { found: members[0]!, from };
      else if (members.length > 1) {
        const near = dataset && pairedNetwork(text, dataset.found, recogniser);
        if (near) network = { found: near, from };
        else if (from === "row" || from === "column") network = { found: members[0]!, from };
      }
      if (!network && families.length > 0 && !family) {
        [family] = families;
        kin = families;
      }
      if (!network && family && depth !== undefined) network = { found: memberOf(family, depth), from };
    }
    if (!dataset) {
      const found = unique(datasets.map((mention) => mention.found));
      if (found.length === 1) dataset = { found: found[0]!, from };
      else if (found.length > 1 && (network || family)) {
        const paired = pairedDataset(text, network?.found ?? family!, recogniser);
        if (paired) dataset = { found: paired, from };
        else if (from === "row" || from === "column") dataset = { found: found[0]!, from };
      }
    }
  }
  if (!network && family) network = { found: family, from: "text" };
  return { network, dataset };
}

function unique<T extends { id: string }>(items: readonly T[]): T[] {
  return items.filter((item, at) => items.findIndex(({ id }) => id === item.id) === at);
}

/** "… of ResNet-56 on CIFAR-10 and VGG-16 on CIFAR-100": the data set that follows the network. */
function pairedDataset(text: string, network: NamedNetwork, recogniser: Recogniser): NamedDataset | undefined {
  const networks = recogniser.networks(text);
  const own = networks.findLast(
    ({ found }) => found.id === network.id || (found.isFamily && network.id.startsWith(found.id)),
  );
  if (!own) return undefined;
  const next = networks.find(({ at }) => at > own.at);
  const between = recogniser.datasets(text).filter(({ at }) => at > own.at && (next === undefined || at < next.at));
  return unique(between.map(({ found }) => found)).length === 1 ? between[0]!.found : undefined;
}

function pairedNetwork(text: string, dataset: NamedDataset, recogniser: Recogniser): NamedNetwork | undefined {
  const networks = recogniser
    .networks(text)
    .filter(({ found }) => !found.isFamily && pairedDataset(text, found, recogniser)?.id === dataset.id);
  return networks.length === 1 ? networks[0]!.found : undefined;
}
