import { type Mapping, mappingText, type Proposal, readMapping } from "../../ingest/index.ts";

/** Asks a person one question, with what holds if nothing is answered. */
export type Ask = (question: string) => Promise<string>;

/**
 * Walks through a document's tables: says what the reader takes each column for, and asks what it
 * is. An empty answer keeps it, `skip` leaves the table as it is; any other is what a mapping may
 * have there. What can't be is said in one sentence and asked again.
 *
 * @returns the mapping as it was answered
 */
export async function walkedMapping(
  { counts, paper }: Pick<Proposal, "counts" | "paper">,
  ask: Ask,
  say: (line: string) => void,
): Promise<Mapping> {
  const tables: Mapping["tables"] = [];
  for (const { name, figures, used, mapping } of counts) {
    if (figures === 0 || mapping === undefined) continue;
    say(`${name}: ${used} of ${figures} figures are read.`);
    const table = structuredClone(mapping);
    const columns = table.turned ? [] : (table.header ?? []);
    for (const [at, label] of columns.entries()) {
      const key = `${at + 1}`;
      const shown = inline(table.columns[key] ?? { is: "ignore" });
      const answer = await asked(`  column ${key} "${label.slice(0, 40)}" [${shown}]: `, ask, say, (text) =>
        columnOf(text),
      );
      if (answer === "skip") break;
      if (answer !== undefined) table.columns[key] = answer;
    }
    for (const what of ["network", "dataset", "method"] as const) {
      const said = (await ask(`  ${what} of the whole table [${table.constants[what] ?? "as the rows say"}]: `)).trim();
      if (said !== "") table.constants[what] = said;
    }
    tables.push(table);
  }
  return { paper: paper.id, tables };
}

type Column = Mapping["tables"][number]["columns"][string];

/** Asks until the answer is one that can be; undefined for an empty one. */
async function asked(
  question: string,
  ask: Ask,
  say: (line: string) => void,
  read: (text: string) => Column,
): Promise<Column | "skip" | undefined> {
  for (;;) {
    const text = (await ask(question)).trim();
    if (text === "") return undefined;
    if (text === "skip") return "skip";
    try {
      return read(text);
    } catch (error) {
      say(`  ${(error as Error).message.replace(/^answer:\d+: tables\.0\.columns\.1[^:]*: /, "")}`);
    }
  }
}

function columnOf(text: string): Column {
  return readMapping(`tables: [{ table: 1, columns: { 1: ${text} } }]`, "answer").value.tables[0]!.columns["1"]!;
}

/** A column as a mapping's text has it. */
function inline(column: Column): string {
  const text = mappingText({ tables: [{ table: 1, columns: { "1": column }, rows: {}, constants: {} }] });
  return /^ {6}1: (.*)$/m.exec(text)?.[1] ?? "ignore";
}
