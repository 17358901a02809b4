import { expect, test, vi } from "vitest";
import { SharedReads } from "../../../server/http/shared-reads.ts";

test("who asks the same before a read begins shares it; who asks later, or something else, does not", async () => {
  const reads = new SharedReads();
  let [count, begun] = [0, () => {}];
  const began = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const read = async () => {
    begun();
    count += 1;
    return count;
  };
  const first = Array.from({ length: 100 }, () => reads.read("one", read));
  const other = reads.read("two", async () => "other");
  await began;
  const late = reads.read("one", read);
  expect(new Set(await Promise.all(first))).toEqual(new Set([1]));
  expect([await late, await other]).toEqual([2, "other"]);
});

test("a read that fails fails for all that share it, and the next one is made anew", async () => {
  const reads = new SharedReads();
  const fail = () => Promise.reject(new Error("no graph"));
  const both = await Promise.allSettled([reads.read("one", fail), reads.read("one", fail)]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await reads.read("one", async () => 1)).toBe(1);
});

test("a read begins after the one before it has ended, so all who ask meanwhile share the next", async () => {
  const reads = new SharedReads(0);
  const ends: (() => void)[] = [];
  let [running, most] = [0, 0];
  const slow = async () => {
    running += 1;
    most = Math.max(most, running);
    await new Promise<void>((end) => ends.push(end));
    running -= 1;
    return ends.length;
  };
  const first = reads.read("one", slow);
  await vi.waitFor(() => expect(ends.length).toBe(1));
  const meanwhile = Array.from({ length: 20 }, () => reads.read("one", slow));
  ends[0]!();
  expect(await first).toBe(1);
  await vi.waitFor(() => expect(ends.length).toBe(2));
  ends[1]!();
  expect(new Set(await Promise.all(meanwhile))).toEqual(new Set([2]));
  expect(most).toBe(1);
});
