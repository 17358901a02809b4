import { expect, test } from "vitest";
import { cpuClass } from "../../../server/provision/device-class.ts";

test.each([
  ["fpu sse2 avx avx2 avx512f avx512dq", "cpu-avx512f"],
  ["fpu sse2 avx avx2", "cpu-avx2"],
  ["fpu sse2 avx", "cpu-avx"],
  ["fpu sse2", "cpu-basic"],
])("a processor is of the class of its widest instructions: %s", (flags, device) => {
  const cpuinfo = `processor\t: 0\nmodel name\t: avx512f in a name\nflags\t\t: ${flags}\nbugs\t\t: none\n`;
  expect(cpuClass(cpuinfo, false)).toBe(device);
  expect(cpuClass(cpuinfo, true)).toBe(`${device}-plain`); // oneDNN computes other digits
});

test("a system that says nothing of its processor has a class too", () =>
  expect(cpuClass("", false)).toBe("cpu-basic"));
