/** What was found in the images that were added: by number, and the first of each kind by name. */
export interface AddReport {
  name: string;
  classes: { name: string; train: number; test: number }[];
  shape: [height: number, width: number, channels: number];
  train: number;
  /** Null where a part of the training images becomes the test split. */
  test: number | null;
  unreadable: Found;
  /** Images that are there again, byte for byte, in the same split; and in both. */
  twice: Found;
  inBoth: Found;
  notes: string[];
}

/** How many, and the first names among them. */
export interface Found {
  count: number;
  names: string[];
}

const mostNamed = 10;

/** Counts, and keeps the first names. */
export function note(found: Found, name: string): void {
  found.count++;
  if (found.names.length < mostNamed) found.names.push(name);
}

/** Classes are uneven where the largest is so many times the smallest. */
const uneven = 3;

/** A sentence where one class has far more training images than another. */
export function unevenness(classes: AddReport["classes"]): string[] {
  const sorted = classes.toSorted((a, b) => a.train - b.train);
  const [least, most] = [sorted[0]!, sorted.at(-1)!];
  if (most.train < uneven * Math.max(1, least.train)) return [];
  return [
    `The classes are uneven: ${most.name} has ${most.train} training images, ${least.name} has ${least.train}; an accuracy then says little of the small ones.`,
  ];
}
