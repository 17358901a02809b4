import { operationsOf } from "./api-description.ts";
import type { Row } from "./row.ts";

const targets = ["etc/passwd", "etc/shadow", "proc/self/environ", "root/.ssh/id_rsa"];
const climbs = [
  "../",
  "..\\",
  "..%2f",
  "%2e%2e/",
  "%2e%2e%2f",
  "..%252f",
  "..%c0%af",
  "....//",
  "..;/",
  "/",
  "file:///",
  "~/",
];

/** Ways to write a path that leads out of a folder. */
export const traversals = climbs.flatMap((climb) =>
  targets.flatMap((target) => [
    climb.repeat(8) + target,
    `${climb.repeat(3)}${target}%00.json`,
    `x/${climb.repeat(9)}${target}`,
  ]),
);

/** A line that those files have and no answer of ours. */
const leaks = /root:.*:0:0:|BEGIN OPENSSH|PATH=\/|HOME=\//;

/** Puts each of them in the place of every id of every address; none may be answered with a file. */
export async function traverse(address: string, { strings }: { strings: number }): Promise<Row> {
  const ids = (await operationsOf(address)).filter(({ method, path }) => method === "get" && path.includes("{"));
  const failures: string[] = [];
  let tried = 0;
  for (const { path, streams } of ids) {
    for (const text of traversals.slice(0, strings)) {
      for (const id of [text.includes("%") ? text : encodeURI(text), encodeURIComponent(text)]) {
        tried += 1;
        const response = await fetch(address + path.replace(/\{\w+\}/, id));
        const body = streams && response.ok ? "a stream" : await response.text();
        if (response.ok || response.status >= 500 || leaks.test(body)) {
          failures.push(`${path} with ${id}: ${response.status} ${body.slice(0, 100)}`);
        }
        if (!response.bodyUsed) await response.body?.cancel();
      }
    }
  }
  return { area: "paths that lead out, in every id", tried, failures };
}
