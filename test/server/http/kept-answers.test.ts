import { expect, test } from "vitest";
import { Sendable } from "../../../server/http/answer.ts";
import { KeptAnswers } from "../../../server/http/kept-answers.ts";

const answer = (text: string) => new Sendable({ mediaType: "text/plain", text });

test("an answer is made once for all who ask for its version, and anew for another", async () => {
  const kept = new KeptAnswers();
  let made = 0;
  const ask = (address: string, version: string) =>
    kept.get(address, version, async () => answer(`${address} ${version} ${++made}`));
  const texts = async (...asked: Promise<Sendable>[]) => (await Promise.all(asked)).map(({ body }) => body.toString());
  expect(await texts(ask("a", "1"), ask("a", "1"), ask("b", "1"))).toEqual(["a 1 1", "a 1 1", "b 1 2"]);
  expect(await texts(ask("a", "2"), ask("a", "2"), ask("b", "1"))).toEqual(["a 2 3", "a 2 3", "b 1 2"]);
});

test("one that fails is made again", async () => {
  const kept = new KeptAnswers();
  await expect(kept.get("a", "1", () => Promise.reject(new Error("no graph")))).rejects.toThrow("no graph");
  expect((await kept.get("a", "1", async () => answer("there"))).body.toString()).toBe("there");
});

test("what was asked for longest ago makes room, and an answer longer than all room is given and not kept", async () => {
  const kept = new KeptAnswers(10);
  let made: string[] = [];
  const ask = async (address: string, text: string) =>
    await kept.get(address, "1", async () => {
      made.push(address);
      return answer(text);
    });
  await ask("a", "12345");
  await ask("b", "12345");
  await ask("a", "12345"); // is used again, so b goes first
  await ask("c", "12345");
  made = [];
  for (const address of ["a", "c", "b"]) await ask(address, "12345");
  expect(made).toEqual(["b"]);
  expect((await ask("long", "12345678901")).body.length).toBe(11);
  made = [];
  await ask("long", "12345678901");
  expect(made).toEqual(["long"]);
});
