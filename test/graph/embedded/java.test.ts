import fc from "fast-check";
import { expect, test } from "vitest";
import { parseJavaVersion } from "../../../graph/embedded/java.ts";

test("the major version is the first number, or the second of 1.x", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 99 }),
      fc.nat(999),
      fc.constantFrom("openjdk", "java"),
      (major, rest, name) => {
        if (major >= 9) expect(parseJavaVersion(`${name} version "${major}.0.${rest}" 2025-04-15`)?.major).toBe(major);
        expect(parseJavaVersion(`${name} version "1.${major}.0_${rest}"`)?.major).toBe(major);
        expect(parseJavaVersion(`${name} version "${major + 9}-ea"`)?.major).toBe(major + 9);
      },
    ),
  );
});

test("what is no Java has no version", () => {
  for (const said of ["", "bash: java: command not found", 'openjdk version ""', 'openjdk version "x.y"']) {
    expect(parseJavaVersion(said)).toBeUndefined();
  }
});
