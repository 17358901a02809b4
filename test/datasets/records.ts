import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder that is gone when the test is. */
export function scratchFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "automc-datasets-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Records of the CIFAR binary layout: label bytes, then 3,072 pixel bytes that differ from image to
 * image.
 */
export function records(labels: number[], labelBytes: 1 | 2, salt = 0): Buffer {
  return Buffer.concat(
    labels.map((label, i) => {
      const pixels = Buffer.alloc(3072);
      for (let at = 0; at < 3072; at++) pixels[at] = (at * 7 + i * 31 + salt * 13) % 256;
      return Buffer.concat([Buffer.from(labelBytes === 1 ? [label] : [label % 20, label]), pixels]);
    }),
  );
}

/** `count` labels that go round the classes. */
export function labelsRound(count: number, classes: number): number[] {
  return Array.from({ length: count }, (_, i) => i % classes);
}
