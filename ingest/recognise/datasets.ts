import type { Mention } from "./networks.ts";

/**
 * A data set of images, with what is the same for every task on it; counts as its makers give them.
 */
export interface NamedDataset {
  id: string;
  name: string;
  /** Null where the images have no one size. */
  features: { categories: number; imageSize: number | null; channels: number; dataAmount: number } | null;
}

const images = (
  id: string,
  name: string,
  categories: number,
  imageSize: number | null,
  channels: number,
  dataAmount: number,
): NamedDataset => ({
  id,
  name,
  features: { categories, imageSize, channels, dataAmount },
});

/**
 * `dataAmount` counts labelled images for training and testing together: for ImageNet 1,281,167 +
 * 50,000 of validation, for SVHN without the extra set.
 */
const known: { pattern: RegExp; dataset: NamedDataset }[] = [
  {
    pattern: /\bcifar[-_ ]?100\b|\bC100\b|(?<=\bcifar[-_ ]?10\s?(?:\/|&|and|,)\s?)100\b/giu,
    dataset: images("cifar100", "CIFAR-100", 100, 32, 3, 60_000),
  },
  { pattern: /\bcifar[-_ ]?10\b(?!0)|\bC10\b/giu, dataset: images("cifar10", "CIFAR-10", 10, 32, 3, 60_000) },
  {
    pattern: /\btiny[-_ ]?image[-_ ]?net(?:[-_ ]?200)?\b/giu,
    dataset: images("tinyimagenet", "Tiny ImageNet", 200, 64, 3, 110_000),
  },
  {
    pattern: /\b(?:image[-_ ]?net(?:[-_ ]?(?:1k|2012|ilsvrc\d*|100\b(?!0)|1000))?|ilsvrc[-_ ]?(?:20)?12)\b/giu,
    dataset: images("imagenet", "ImageNet", 1000, 224, 3, 1_331_167),
  },
  { pattern: /\bfashion[-_ ]?mnist\b/giu, dataset: images("fashionmnist", "Fashion-MNIST", 10, 28, 1, 70_000) },
  { pattern: /\bmnist\b/giu, dataset: images("mnist", "MNIST", 10, 28, 1, 70_000) },
  { pattern: /\bsvhn\b/giu, dataset: images("svhn", "SVHN", 10, 32, 3, 99_289) },
  { pattern: /\bstl[-_ ]?10\b/giu, dataset: images("stl10", "STL-10", 10, 96, 3, 13_000) },
  { pattern: /\bcub[-_ ]?200(?:[-_ ]?2011)?\b/giu, dataset: images("cub200", "CUB-200-2011", 200, null, 3, 11_788) },
  { pattern: /\b(?:ms[-_ ]?)?coco(?:[-_ ]?20\d\d)?\b/gu, dataset: { id: "coco", name: "COCO", features: null } },
  {
    pattern: /\bpas[a]?cal[-_ ]?voc(?:[-_ ]?20\d\d)?\b|\bVOC(?:20\d\d|0712)\b/giu,
    dataset: { id: "voc", name: "Pascal VOC", features: null },
  },
  { pattern: /\bcityscapes\b/giu, dataset: { id: "cityscapes", name: "Cityscapes", features: null } },
];

/** The data sets a text names, in its order. */
export function datasetsIn(text: string): Mention<NamedDataset>[] {
  const mentions: Mention<NamedDataset>[] = [];
  for (const { pattern, dataset } of known) {
    for (const match of text.matchAll(pattern)) {
      const overlaps = mentions.some(
        ({ at, text: held }) => match.index < at + held.length && at < match.index + match[0].length,
      );
      if (!overlaps) mentions.push({ found: dataset, at: match.index, text: match[0] });
    }
  }
  return mentions.sort((a, b) => a.at - b.at);
}
