import { expect, test } from "vitest";
import { RemovalYield } from "../../search/removal-yield.ts";

test("at first a strategy removes what it promises, then what its method's do", () => {
  const yields = new RemovalYield();
  expect(yields.expected({ method: "NS", share: 0.2 })).toBe(0.2);
  for (let i = 0; i < 50; i++) yields.observe({ method: "NS", share: 0.4 }, 0.3);
  expect(yields.expected({ method: "NS", share: 0.2 })).toBeCloseTo(0.15, 2);
  expect(yields.expected({ method: "SFP", share: 0.2 })).toBe(0.2);
});

test("one that promises nothing removes what its method removed on average", () => {
  const yields = new RemovalYield();
  expect(yields.expected({ method: "KD", share: null })).toBeCloseTo(0.1, 12);
  for (let i = 0; i < 98; i++) yields.observe({ method: "KD", share: null }, 0.5);
  expect(yields.expected({ method: "KD", share: null })).toBeCloseTo(0.492, 3);
  expect(yields.expected({ method: "KD", share: 0.3 })).toBe(0.3);
});
