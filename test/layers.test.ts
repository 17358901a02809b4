import { expect, test } from "vitest";
import { exportsOf, type Import, importsOf, sourcesIn } from "./imports.ts";

/** Who may import whom: at run time, and by `import type` only. Change it when the design changes. */
const layers: Record<string, { runs: string[]; types: string[] }> = {
  graph: { runs: [], types: [] },
  datasets: { runs: [], types: [] },
  ingest: { runs: ["graph"], types: [] },
  embed: { runs: [], types: ["graph"] },
  search: { runs: [], types: ["graph", "embed"] },
  compress: { runs: [], types: ["graph", "datasets"] },
  server: { runs: ["graph", "datasets", "ingest", "embed", "search", "compress"], types: [] },
};

const singleFiles = "single files";

/**
 * The rooms of server/, top first: a room imports only rooms of later lines, by type too. Below them all are the single
 * files, which import one another and no room.
 */
const rooms = [
  ["cli.ts", "workers.ts"], // what a command, and a process of our own, is put together from
  ["bench"],
  ["cli"],
  ["web"], // the page: types of the API, and arithmetic of search
  ["mcp"],
  ["http"],
  ["reports"],
  ["study"],
  ["queue"],
  ["training"],
  ["papers", "embedding", "provision"],
  ["artifacts"],
  ["plots", "processes", "jobs"],
  [singleFiles],
];

const folders = Object.keys(layers);
const sources = sourcesIn(folders);
const imports = sources.flatMap(importsOf);

test.each(sources)("%s imports only what its layer allows", (file) => {
  const folder = file.split("/")[0]!;
  for (const { to, written, typeOnly } of importsOf(file)) {
    expect(written, "our own imports end in .ts").toMatch(/\.tsx?$|\.json$|\.css$/);
    const toFolder = to.split("/")[0]!;
    if (toFolder === folder) {
      if (!file.endsWith("index.ts")) expect(to, "inside a folder, import the sibling").not.toBe(`${folder}/index.ts`);
      continue;
    }
    const { runs, types } = layers[folder]!;
    expect(typeOnly ? [...runs, ...types] : runs, `${file} -> ${to}`).toContain(toFolder);
    expect(to, "across folders, import the front door").toBe(`${toFolder}/index.ts`);
  }
});

test("every room of server/ has a place in their order", () => {
  const found = new Set(sources.filter((file) => file.startsWith("server/")).map(roomOf));
  expect([...found].filter((room) => levelOf(room) < 0)).toEqual([]);
});

test("a room of server/ imports only rooms below it", () => {
  const upward = ({ from, to }: Import) => {
    if (!from.startsWith("server/") || !to.startsWith("server/") || roomOf(from) === roomOf(to)) return false;
    return levelOf(roomOf(to)) <= levelOf(roomOf(from));
  };
  expect(imports.filter(upward).map(inWords)).toEqual([]);
});

test("the page takes of the server its types and how CSV is written, and of the folders the arithmetic of search", () => {
  const outward = imports.filter(({ from, to }) => from.startsWith("server/web/") && !to.startsWith("server/web/"));
  const theirs = ["search/index.ts", "server/csv.ts"];
  const taken = outward.filter(({ typeOnly, to }) => !typeOnly && !theirs.includes(to));
  expect(taken.map(inWords)).toEqual([]);
});

test("no files import one another in a circle at run time", () => {
  const next = new Map(sources.map((file) => [file, new Set<string>()]));
  for (const { from, to, typeOnly } of imports) if (!typeOnly) next.get(from)!.add(to);
  expect(circlesIn(next)).toEqual([]);
});

test("a front door exports only what another folder or a test imports", () => {
  const taken = new Set(
    [...imports, ...sourcesIn(["test"]).flatMap(importsOf)]
      .filter(({ from, to }) => from.split("/")[0] !== to.split("/")[0])
      .flatMap(({ to, names }) => names.map(({ there }) => `${to} ${there}`)),
  );
  const doors = ["compress", "datasets", "embed", "graph", "ingest", "search"].map((folder) => `${folder}/index.ts`);
  const unused = doors.flatMap((door) => exportsOf(door).map((name) => `${door} ${name}`));
  expect(unused.filter((each) => !taken.has(each))).toEqual([]);
});

/** The room of a file of server/: its folder there, or "single files". */
function roomOf(file: string): string {
  const [, inside] = file.split("/");
  return inside!.endsWith(".ts") && levelOf(inside!) < 0 ? singleFiles : inside!;
}

/** How far down a room is; -1 for one that has no place. */
function levelOf(room: string): number {
  return rooms.findIndex((line) => line.includes(room));
}

function inWords({ from, to }: Import): string {
  return `${from} -> ${to}`;
}

/** The circles of a graph, each as the files on it. */
function circlesIn(next: Map<string, Set<string>>): string[][] {
  const circles: string[][] = [];
  const done = new Set<string>();
  const visit = (file: string, path: string[]): void => {
    if (path.includes(file)) return void circles.push(path.slice(path.indexOf(file)));
    if (done.has(file)) return;
    for (const to of next.get(file) ?? []) visit(to, [...path, file]);
    done.add(file);
  };
  for (const file of next.keys()) visit(file, []);
  return circles;
}
