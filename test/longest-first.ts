import type { TestSpecification } from "vitest/node";
import { BaseSequencer } from "vitest/node";

/** The files that took longest when all tests ran on two cores: half a minute and more. */
const long = [
  "test/ingest/crash.long.test.ts",
  "test/server/bench/link-graph.long.test.ts",
  "test/server/study/earlier-studies.long.test.ts",
  "test/server/http/serve.integration.test.ts",
  "test/graph/embedded/embedded.long.test.ts",
  "test/graph/embedded/recovery.long.test.ts",
  "test/server/study/resume.integration.test.ts",
  "test/server/papers/papers.integration.test.ts",
  "test/server/training/process.integration.test.ts",
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
