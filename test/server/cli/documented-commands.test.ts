import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { expect, test } from "vitest";
import { commandLine } from "../../../server/cli.ts";

const root = join(import.meta.dirname, "../../..");
const documents = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) =>
    /^(?:README|\w+\/README|\w+\/\w+\/README|\w+\/docs\/[^/]+)\.md$|^(?:\w+\/)*docs\/[^/]+\.md$/.test(file),
  )
  .filter((file) => !/node_modules|(^|\/)dist\//.test(file));

/** The commands that a document shows: `npx automc …` in lines of code, without comments and what is cut. */
function commandsIn(text: string): string[][] {
  const lines = text.split("\n").filter((line) => /^ {4}(?:\$ )?npx automc /.test(line));
  return lines.map((line) => words(line.replace(/^ {4}(?:\$ )?npx automc /, "").replace(/\s#\s.*$/, "")));
}

function words(line: string): string[] {
  return [...line.matchAll(/"[^"]*"?|'[^']*'?|\S+/g)].map(([word]) => word);
}

/** The command that the words begin with, and the rest of them. */
function called(program: Command, all: string[]): { command: Command; rest: string[] } {
  const [first, ...rest] = all;
  const named = program.commands.find((each) => each.name() === first || each.aliases().includes(first ?? ""));
  if (named) return called(named, rest);
  // `compress MODEL` is `compress run MODEL`.
  const { _defaultCommandName: usual } = program as unknown as { _defaultCommandName?: string };
  const command = program.commands.find((each) => each.name() === usual);
  return command ? called(command, all) : { command: program, rest: all };
}

test("every command in the documents exists, with every option that it is shown with", () => {
  let count = 0;
  for (const file of documents) {
    for (const shown of commandsIn(readFileSync(join(root, file), "utf8"))) {
      const program = commandLine();
      const { command, rest } = called(program, shown);
      const about = `${file}: automc ${shown.join(" ")}`;
      if (shown[0]?.startsWith("-")) continue; // automc --help
      expect(command, about).not.toBe(program);
      if (command.commands.length > 0) expect(rest, `${about} names no command of ${command.name()}`).toEqual([]);
      count += 1;
      // The options of a named query are those of the query.
      if (command.name() === "query" && shown.includes("--name")) continue;
      const known = [...command.options.flatMap(({ long, short }) => [long, short]), "--help", "--wide"];
      for (const option of rest.filter((word) => /^--?[a-z]/.test(word)))
        expect(known, about).toContain(option.split("=")[0]);
    }
  }
  expect(count).toBeGreaterThan(60);
});
