import type * as Ast from "@unified-latex/unified-latex-types";

/** A command that the document defines: how many arguments it takes, and what stands for it. */
export interface Definition {
  parameters: number;
  /** The default of the first argument where that is optional. */
  optional?: Ast.Node[];
  body: Ast.Node[];
}
export type Definitions = ReadonlyMap<string, Definition>;

/**
 * The commands a document defines with `\newcommand`, `\renewcommand`, `\providecommand`,
 * `\DeclareMathOperator` or a plain `\def`.
 */
export function definitions(nodes: readonly Ast.Node[]): Definitions {
  const found = new Map<string, Definition>();
  const look = (list: readonly Ast.Node[], depth: number) => {
    list.forEach((node, at) => {
      if (node.type === "macro") {
        const defined = definedBy(node, list, at);
        if (defined) found.set(...defined);
      } else if (depth < 4 && (node.type === "group" || node.type === "environment")) look(node.content, depth + 1);
    });
  };
  look(nodes, 0);
  return found;
}

function definedBy(node: Ast.Macro, list: readonly Ast.Node[], at: number): [string, Definition] | undefined {
  if (/^(re|provide)?newcommand$|^renewcommand$|^providecommand$/.test(node.content)) {
    const args = node.args ?? [];
    const name = nameIn(
      args.find(({ openMark, content }) => openMark === "{" && nameIn(content) !== undefined)?.content ?? [],
    );
    const body = args.at(-1);
    const [count, optional] = args.filter(({ openMark }) => openMark === "[");
    if (name === undefined || body === undefined) return undefined;
    const parameters = count ? Number(plain(count.content)) : 0;
    if (!Number.isInteger(parameters) || parameters > 9) return undefined;
    return [name, { parameters, body: body.content, ...(optional && { optional: optional.content }) }];
  }
  if (node.content === "def") {
    const after = list.slice(at + 1).filter(({ type }) => type !== "whitespace");
    const [name, body] = after;
    if (name?.type === "macro" && body?.type === "group") return [name.content, { parameters: 0, body: body.content }];
  }
  if (node.content === "DeclareMathOperator") {
    const [name, body] = (node.args ?? []).filter(({ openMark }) => openMark === "{");
    const named = name && nameIn(name.content);
    if (named !== undefined && body) return [named, { parameters: 0, body: body.content }];
  }
  return undefined;
}

function nameIn(nodes: readonly Ast.Node[]): string | undefined {
  const [only, ...more] = nodes.filter(({ type }) => type !== "whitespace");
  return only?.type === "macro" && more.length === 0 ? only.content : undefined;
}

function plain(nodes: readonly Ast.Node[]): string {
  return nodes.map((node) => (node.type === "string" ? node.content : "")).join("");
}

/**
 * The xparse signatures of the document's own commands, so that the parser hands them their
 * arguments.
 */
export function ownSignatures(defined: Definitions): Record<string, { signature: string }> {
  return Object.fromEntries(
    [...defined].map(([name, { parameters, optional }]) => {
      const mandatory = Array<string>(Math.max(0, parameters - (optional ? 1 : 0))).fill("m");
      return [name, { signature: [...(optional ? ["o"] : []), ...mandatory].join(" ") }];
    }),
  );
}

/** What a command stands for, its arguments put in the place of `#1`, `#2`, …. */
export function expanded({ args = [] }: Ast.Macro, { body, optional }: Definition): Ast.Node[] {
  const given = args.map((arg, at) => (at === 0 && optional && arg.content.length === 0 ? optional : arg.content));
  const put = (nodes: readonly Ast.Node[]): Ast.Node[] =>
    nodes.flatMap((node, at): Ast.Node[] => {
      const before = nodes[at - 1];
      if (before?.type === "string" && before.content === "#" && node.type === "string") {
        const rest = node.content.slice(1);
        return [...(given[Number(node.content[0]) - 1] ?? []), ...(rest === "" ? [] : [{ ...node, content: rest }])];
      }
      if (node.type === "string" && node.content === "#") return [];
      if (node.type === "macro")
        return [
          { ...node, ...(node.args && { args: node.args.map((arg) => ({ ...arg, content: put(arg.content) })) }) },
        ];
      if ("content" in node && Array.isArray(node.content))
        return [{ ...node, content: put(node.content) } as Ast.Node];
      return [node];
    });
  return put(body);
}
