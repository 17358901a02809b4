import type { GraphSchema } from "../../graph/index.ts";

/** What a line of the shell comes to. */
export type Said =
  | { kind: "query"; cypher: string }
  | { kind: "text"; text: string }
  | { kind: "schema" }
  | { kind: "nothing" }
  | { kind: "quit" };

const commands = [":help", ":schema", ":param", ":params", ":clear", ":quit"];
const keywords =
  "MATCH OPTIONAL WHERE RETURN WITH UNWIND ORDER BY DESC SKIP LIMIT DISTINCT AS AND OR NOT IN IS NULL COUNT COLLECT EXISTS CALL UNION CASE WHEN THEN ELSE END STARTS ENDS CONTAINS".split(
    " ",
  );
const help = `A query ends with ; and may have several lines. It can only read.
:schema            labels, properties and relationships
:param NAME VALUE  a parameter, used as $NAME; the value is JSON, or else text
:params            the parameters
:clear             forgets the lines so far
:quit              ends, as Ctrl-D does`;

/** The lines of a shell as they come: gathers a query until its ;, and knows the shell's own commands. */
export class ShellInput {
  readonly parameters: Record<string, unknown> = {};
  readonly #words: string[];
  #lines: string[] = [];

  constructor({ nodes, relationships }: Pick<GraphSchema, "nodes" | "relationships">) {
    const names = [
      ...nodes.flatMap(({ label, properties }) => [label, ...properties]),
      ...relationships.map(({ type }) => type),
    ];
    this.#words = [...new Set([...names, ...keywords])].sort();
  }

  /** Whether a query was begun that has no ; yet. */
  get isOpen(): boolean {
    return this.#lines.length > 0;
  }

  /** Takes a line. */
  take(line: string): Said {
    if (!this.isOpen && line.trim() === "") return { kind: "nothing" };
    if (line.trim() === ":clear") {
      this.#lines = [];
      return { kind: "nothing" };
    }
    if (!this.isOpen && line.trimStart().startsWith(":")) return this.#command(line.trim());
    this.#lines.push(line);
    if (!/;\s*$/.test(line)) return { kind: "nothing" };
    const cypher = this.#lines.join("\n").replace(/;\s*$/, "").trim();
    this.#lines = [];
    return cypher === "" ? { kind: "nothing" } : { kind: "query", cypher };
  }

  /** The words that the end of a line may become, and that end: labels after `:`, properties after `.`, words. */
  complete(line: string): [string[], string] {
    if (/^\s*:\w*$/.test(line)) return [commands.filter((each) => each.startsWith(line.trim())), line.trim()];
    const begun = /\w*$/.exec(line)![0];
    const fits = this.#words.filter((word) => word.toLowerCase().startsWith(begun.toLowerCase()));
    return [begun === "" ? [] : fits, begun];
  }

  #command(line: string): Said {
    const [, name, rest = ""] = /^:(\w+)\s*(.*)$/s.exec(line) ?? [];
    if (name === "quit" || name === "exit") return { kind: "quit" };
    if (name === "schema") return { kind: "schema" };
    if (name === "params") return { kind: "text", text: JSON.stringify(this.parameters) };
    if (name === "param") return this.#parameter(rest);
    return { kind: "text", text: name === "help" ? help : `There is no ${line}; :help lists what there is.` };
  }

  #parameter(text: string): Said {
    const [, name, value] = /^(\w+)\s+(.+)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined)
      return { kind: "text", text: "A parameter looks like :param method NS" };
    try {
      this.parameters[name] = JSON.parse(value);
    } catch {
      this.parameters[name] = value;
    }
    return { kind: "nothing" };
  }
}
