import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");
const ours = readdirSync(root, { recursive: true, encoding: "utf8" }).filter(
  (file) => !/(^|\/)(node_modules|dist|\.git)\//.test(file),
);
const documents = ours
  .filter((file) => /(^|\/)(README|ARCHITECTURE|CONTRIBUTING)\.md$|^\w+\/docs\/[^/]+\.md$/.test(file))
  .sort();
const readmes = documents.filter((file) => file.endsWith("README.md"));
const first = documents.filter((file) => !file.includes("docs/"));

const linesOf = (file: string) => readFileSync(join(root, file), "utf8").trimEnd().split("\n");

/** The lines that are prose, numbered from 1: no table, no code, no picture. */
function proseOf(file: string): [line: number, text: string][] {
  let fenced = false;
  return linesOf(file).flatMap((text, i): [number, string][] => {
    if (text.startsWith("```")) fenced = !fenced;
    return fenced || /^(```|\||!\[| {4})/.test(text) ? [] : [[i + 1, text]];
  });
}

test.each(readmes)("%s is read in five minutes: 200 lines at most", (file) => {
  expect(linesOf(file).length).toBeLessThanOrEqual(200);
});

test.each(first)("%s has no line of prose over 120 characters", (file) => {
  expect(proseOf(file).filter(([, text]) => [...text].length > 120)).toEqual([]);
});

test.each(documents)("every file that %s names is there", (file) => {
  const folder = dirname(file).replace(/\/?docs$/, "") || ".";
  const named = linesOf(file)
    .flatMap((text) => [...text.matchAll(/`([\w-]+(?:\/[\w.-]+)*\.(?:ts|mjs|yaml))`/g)])
    .map(([, path]) => path!);
  const isThere = (path: string) =>
    ours.includes(path) ||
    ours.some((each) => (folder === "." || each.startsWith(`${folder}/`)) && `/${each}`.endsWith(`/${path}`));
  expect([...new Set(named)].filter((path) => !isThere(path))).toEqual([]);
});
