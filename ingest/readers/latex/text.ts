import type * as Ast from "@unified-latex/unified-latex-types";
import { accented, isAccent, printed } from "./characters.ts";
import { boldCommands, boldSwitches, citations, silent } from "./commands.ts";
import { type Definitions, expanded } from "./macros.ts";

export interface LatexText {
  text: string;
  /** Any of it is bold. */
  bold: boolean;
}

/**
 * Own commands stand for others, and those for others; what goes on beyond this is a loop or a
 * bomb.
 */
const deepest = 20;
const mostExpansions = 20_000;

/**
 * Turns LaTeX into the plain text it prints, with the document's own commands expanded. One
 * instance reads one document.
 */
export class LatexPrinter {
  readonly #definitions: Definitions;
  #expansions = 0;

  constructor(definitions: Definitions) {
    this.#definitions = definitions;
  }

  print(nodes: readonly Ast.Node[], inMath = false): LatexText {
    const out: string[] = [];
    const bold = this.#list(nodes, { out, inMath, depth: 0, bold: false });
    const joined = out.join("");
    return { text: withAccents(inMath ? joined : ligatures(joined)), bold };
  }

  /** The nodes with own commands at the top expanded, for those who look for structure. */
  unfold(nodes: readonly Ast.Node[], depth = 0): Ast.Node[] {
    return nodes.flatMap((node) => {
      const stands = node.type === "macro" ? this.#expand(node, depth) : undefined;
      return stands ? this.unfold(stands, depth + 1) : [node];
    });
  }

  #expand(node: Ast.Macro, depth: number): Ast.Node[] | undefined {
    const defined = this.#definitions.get(node.content);
    if (!defined || depth >= deepest || this.#expansions >= mostExpansions) return undefined;
    this.#expansions += 1;
    return expanded(node, defined);
  }

  /**
   * Prints a list; returns whether any of it was bold. A switch like `\bf` holds to the end of its
   * list.
   */
  #list(nodes: readonly Ast.Node[], state: State): boolean {
    let { bold } = state;
    let any = false;
    for (const node of nodes) {
      if (node.type === "macro" && boldSwitches.has(node.content)) bold = true;
      any = this.#node(node, { ...state, bold }) || any;
    }
    return any;
  }

  #node(node: Ast.Node, state: State): boolean {
    const { out, inMath, bold } = state;
    const inside = { ...state, depth: state.depth + 1 };
    if (state.depth > 200) return false;
    switch (node.type) {
      case "string":
        out.push(node.content === "~" ? " " : inMath && node.content === "-" ? "−" : node.content);
        return bold && /[\p{L}\p{N}]/u.test(node.content);
      case "whitespace":
        if (!inMath) out.push(" ");
        return false;
      case "parbreak":
        out.push("\n\n");
        return false;
      case "comment":
        if (node.leadingWhitespace) out.push(" ");
        return false;
      case "inlinemath":
      case "displaymath":
        return this.#list(node.content, { ...inside, inMath: true });
      case "group":
        return this.#list(node.content, inside);
      case "environment":
      case "mathenv":
        if (/tabular|tabu|longtable/.test(node.env)) {
          for (const part of node.content) {
            if (part.type === "string" && part.content === "&") out.push(" ");
            else this.#node(part, inside);
          }
          return false;
        }
        return this.#list(node.content, { ...inside, inMath: inMath || node.type === "mathenv" });
      case "verb":
      case "verbatim":
        out.push(node.content);
        return false;
      case "macro":
        return this.#macro(node, inside);
      default:
        return false;
    }
  }

  #macro(node: Ast.Macro, state: State): boolean {
    const { out, inMath } = state;
    const name = node.content;
    const given = (node.args ?? []).filter(({ openMark, content }) => openMark !== "" || content.length > 0);
    const main = given.filter(({ openMark }) => openMark !== "[").at(-1)?.content;
    const stands = this.#expand(node, state.depth);
    if (stands) return this.#list(stands, state);
    if (citations.has(name)) {
      out.push(`[${this.print(main ?? []).text}]`);
      return false;
    }
    const isScript = (name === "^" || name === "_") && node.escapeToken === "";
    if (isScript || name === "textsuperscript" || name === "textsubscript" || name === "tnote") {
      const script = this.print(main ?? [], inMath).text;
      if (script === "°") out.push("°");
      else if (script.trim() !== "") out.push(`${/_|subscript/.test(name) ? "_" : "^"}{${script.trim()}}`);
      return false;
    }
    if (name === "footnotemark") {
      out.push(`^{${this.print(given[0]?.content ?? []).text}}`);
      return false;
    }
    if (silent.has(name)) return false;
    if (name === "\\" || name === "tabularnewline" || name === "cr") {
      out.push(" ");
      return false;
    }
    if (name === "frac" || name === "dfrac" || name === "tfrac" || name === "nicefrac") {
      const [over, under] = given;
      out.push(`${this.print(over?.content ?? [], true).text}/${this.print(under?.content ?? [], true).text}`);
      return false;
    }
    if (name === "text" || name === "textrm" || name === "mbox" || name === "textsc") {
      return this.#list(main ?? [], { ...state, inMath: name === "text" || name === "mbox" ? false : inMath });
    }
    if (isAccent(name)) {
      out.push(accentAhead, name);
      return main ? this.#list(main, state) : false;
    }
    if (Object.hasOwn(printed, name)) out.push(printed[name]!);
    if (main === undefined) return false;
    return this.#list(main, { ...state, bold: state.bold || boldCommands.has(name) });
  }
}

interface State {
  out: string[];
  inMath: boolean;
  depth: number;
  bold: boolean;
}

function ligatures(text: string): string {
  return text.replace(/---/g, "—").replace(/--/g, "–").replace(/``|''/g, '"');
}

/**
 * Stands before an accent's name until the letter after it is known; TeX's input has no such
 * character.
 */
const accentAhead = "\u0000";

function withAccents(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: our own mark, see accentAhead
  return text.replace(/\u0000(.)\s*(\p{L}?)/gu, (_all, accent: string, letter: string) => accented(accent, letter));
}
