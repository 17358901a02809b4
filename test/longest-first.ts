import type { TestSpecification } from "vitest/node";
import { BaseSequencer } from "vitest/node";

/** The files that took longest when all tests ran on two cores: half a minute and more. */
const long = [
  "test/server/bench/link-graph.integration.test.ts",
  "test/ingest/crash.integration.test.ts",
  "test/compress/cards.integration.test.ts",
  "test/compress/training/networks.integration.test.ts",
  "test/ingest/undo.integration.test.ts",
  "test/server/study/resume.integration.test.ts",
];

/**
 * Long files first, so that none of them runs alone in the end; the others as Vitest has them, by
 * size.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const bySize = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification) => long.some((file) => moduleId.endsWith(file));
    return [...bySize.filter(isLong), ...bySize.filter((file) => !isLong(file))];
  }
}
