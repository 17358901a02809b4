import { appendFile, mkdir, readFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { type Graph, type GraphSchema, graphSchema, readOnly } from "../../../graph/index.ts";
import { sentenceOf } from "../exit.ts";
import { inGraph, openSession, print } from "../session.ts";
import { ShellInput } from "../shell-input.ts";
import { table } from "../terminal.ts";
import { graphValue } from "../views/graph-value.ts";

const limits = { maxRows: 1_000, timeoutMs: 10_000 };
const mostRemembered = 500;

/** `automc graph shell`: queries that only read, one after another, until Ctrl-D. */
export async function shell(): Promise<void> {
  const session = openSession({ quiet: !process.stdout.isTTY });
  const file = join(session.config.home, "shell-history");
  await inGraph(session, async (graph) => {
    const input = new ShellInput(await graphSchema(graph));
    const history = (await readFile(file, "utf8").catch(() => "")).split("\n").filter(Boolean);
    const lines = createInterface({
      input: process.stdin,
      output: process.stdout,
      terminal: process.stdout.isTTY === true,
      history: history.slice(-mostRemembered).reverse(),
      completer: (line: string) => input.complete(line),
    });
    if (process.stdout.isTTY) print("Cypher that only reads; end a query with ;, Tab completes, :help lists the rest.");
    lines.setPrompt("automc> ");
    lines.prompt();
    for await (const line of lines) {
      const said = input.take(line);
      if (said.kind === "quit") break;
      if (said.kind === "query") {
        await mkdir(dirname(file), { recursive: true });
        await appendFile(file, `${said.cypher.replaceAll("\n", " ")};\n`, { mode: 0o600 });
      }
      await answer(graph, input, said);
      lines.setPrompt(input.isOpen ? "     …> " : "automc> ");
      lines.prompt();
    }
    lines.close();
  });
}

type Said = ReturnType<ShellInput["take"]>;

/** Answers what was said; a failure is a sentence, and the shell goes on. */
async function answer(graph: Graph, input: ShellInput, said: Said): Promise<void> {
  try {
    if (said.kind === "text") print(said.text);
    if (said.kind === "schema") printSchema(await graphSchema(graph));
    if (said.kind !== "query") return;
    const { columns, rows } = await readOnly(graph, said.cypher, input.parameters, limits);
    const cells = rows.map((row) => columns.map((column) => graphValue(row[column])));
    print(table(columns, cells, "nothing in the graph matches; :schema shows what is there"));
  } catch (error) {
    print(sentenceOf(error));
  }
}

function printSchema({ nodes, relationships }: GraphSchema): void {
  for (const { label, nodes: count, properties } of nodes) print(`(:${label}) ${count}: ${properties.join(", ")}`);
  for (const { from, type, to, relationships: count } of relationships)
    print(`(:${from})-[:${type}]->(:${to}) ${count}`);
}
