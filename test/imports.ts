import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

/**
 * One import of a file of ours by another, or a re-export; paths are relative to the repository's
 * root.
 */
export interface Import {
  from: string;
  to: string;
  /** As it is written: `../graph/index.ts`. */
  written: string;
  /** Gone after compiling. */
  typeOnly: boolean;
  /** What is taken, by the names it has where it comes from, and here; `*` for all of it. */
  names: { there: string; here: string }[];
}

const root = resolve(import.meta.dirname, "..");
const statement =
  /^\s*(?:import|export)\s+(type\s)?([^"';]*?)from\s+"(\.[^"]+)"|\bimport\(\s*"(\.[^"]+)"\s*\)|^\s*import\s+"(\.[^"]+)"/gm;

/** All TypeScript files in these folders, those of the page among them. */
export function sourcesIn(folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((file) => /\.tsx?$/.test(file))
      .map((file) => join(folder, file)),
  );
}

/** The text of a file, by its path from the repository's root. */
export function textOf(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** The imports of a file that name files of ours, in order. */
export function importsOf(file: string): Import[] {
  const text = textOf(file);
  return [...text.matchAll(statement)].map(([, type, clause, from, dynamic, bare]) => {
    const written = (from ?? dynamic ?? bare)!;
    const to = relative(root, resolve(root, dirname(file), written));
    return {
      from: file,
      to,
      written,
      typeOnly: type !== undefined,
      names: namesIn(clause),
    };
  });
}

/** The names that a front door exports, those of `export *` among them. */
export function exportsOf(frontDoor: string): string[] {
  return importsOf(frontDoor).flatMap(({ names, to }) =>
    names.flatMap(({ here }) => (here === "*" ? declaredIn(to) : here)),
  );
}

function declaredIn(file: string): string[] {
  const declaration = /^export (?:async )?(?:const|function\*?|class|interface|type) (\w+)/gm;
  return [...readFileSync(join(root, file), "utf8").matchAll(declaration)].map(([, name]) => name!);
}

function namesIn(clause = ""): Import["names"] {
  const [, inside] = /\{([^}]*)\}/.exec(clause) ?? [];
  if (inside === undefined) return [{ there: "*", here: "*" }];
  const names = inside.split(",").map((each) => each.trim().replace(/^type\s+/, ""));
  return names
    .filter((name) => name !== "")
    .map((name) => {
      const [there, here = there] = name.split(/\s+as\s+/) as [string, string?];
      return { there, here };
    });
}
