import { saidOf, tableNumber } from "../readers/captions.ts";
import type { Block, PaperText, Table } from "../readers/paper-text.ts";
import type { NamedDataset } from "../recognise/datasets.ts";
import type { NamedNetwork } from "../recognise/networks.ts";
import type { Recogniser } from "../recognise/recogniser.ts";
import type { ContextText } from "./context.ts";
import type { Attributed } from "./extracted.ts";

/** A block with the titles of the sections it is in, outermost first. */
interface Placed {
  block: Block;
  sections: string[];
}

/** What is around the tables of a paper and may say what they are about. */
export class Surroundings {
  readonly #paper: PaperText;
  readonly #recogniser: Recogniser;
  readonly #placed: Placed[];
  #datasets: Map<string, NamedDataset[]> | undefined;

  constructor(paper: PaperText, recogniser: Recogniser) {
    this.#paper = paper;
    this.#recogniser = recogniser;
    this.#placed = placed(paper.blocks);
  }

  /**
   * The texts, nearest first: caption and notes, titles of sections, short paragraphs in these,
   * sentences about the table, the paper's title.
   */
  of(at: number, table: Table): ContextText[] {
    const said = saidOf(table).trim();
    const { sections } = this.#placed[at]!;
    const number = table.caption === undefined ? undefined : tableNumber(table.caption);
    return [
      ...(said === "" ? [] : [{ text: said, from: "caption" as const }]),
      ...sections.toReversed().map((text): ContextText => ({ text, from: "heading" })),
      ...[...this.#shortBefore(at, sections), ...this.#about(number)].map(
        (text): ContextText => ({ text, from: "text" }),
      ),
      ...(this.#paper.title === undefined ? [] : [{ text: this.#paper.title, from: "document" as const }]),
    ];
  }

  /** The data set that the paper names wherever it names a network, if it is always the same. */
  usualDataset(network: NamedNetwork): Attributed<NamedDataset> | undefined {
    this.#datasets ??= this.#together();
    const beside = this.#datasets.get(network.id) ?? [];
    const found = beside.length > 0 ? beside : this.#everywhere();
    return found.length === 1 ? { found: found[0]!, from: "document" } : undefined;
  }

  /** "Data set: ImageNet": a line before the table, in its section or in one that holds it. */
  #shortBefore(at: number, sections: readonly string[]): string[] {
    return this.#placed
      .slice(0, at)
      .filter(
        ({ block, sections: own }) =>
          block.kind === "paragraph" &&
          block.text.length < 300 &&
          own.length > 0 &&
          own.every((title, level) => sections[level] === title),
      )
      .map(({ block }) => (block.kind === "paragraph" ? block.text : ""))
      .toReversed()
      .slice(0, 6);
  }

  /** Sentences that speak of the table by its number. */
  #about(number: string | undefined): string[] {
    if (number === undefined) return [];
    const speaks = new RegExp(
      `\\b(?:Table|Tab\\.)\\s*~?${number.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?![\\d.]\\d|\\d)`,
    );
    return this.#paper.blocks.flatMap((block) =>
      block.kind === "paragraph" && block.text.length < 5_000 && speaks.test(block.text)
        ? block.text.split(/(?<=[.!?])\s+(?=\p{Lu})/u).filter((sentence) => speaks.test(sentence))
        : [],
    );
  }

  /** The data sets that the paper names at all, in text or commands. */
  #everywhere(): NamedDataset[] {
    const found = new Map<string, NamedDataset>();
    for (const block of this.#paper.blocks) {
      if (block.kind === "table") continue;
      for (const mention of this.#recogniser.datasets(block.text)) found.set(mention.found.id, mention.found);
    }
    return [...found.values()];
  }

  #together(): Map<string, NamedDataset[]> {
    const found = new Map<string, NamedDataset[]>();
    for (const { block, sections } of this.#placed) {
      if (block.kind === "table" || block.text.length > 2_000) continue;
      const networks = this.#recogniser.networks(block.text);
      if (networks.length === 0) continue;
      const own = this.#recogniser.datasets(block.text);
      const datasets = own.length > 0 ? own : this.#recogniser.datasets(sections.at(-1) ?? "");
      for (const network of networks) {
        const held = found.get(network.found.id) ?? [];
        for (const dataset of datasets) if (!held.some(({ id }) => id === dataset.found.id)) held.push(dataset.found);
        found.set(network.found.id, held);
      }
    }
    return found;
  }
}

function placed(blocks: readonly Block[]): Placed[] {
  const open: { level: number; text: string }[] = [];
  return blocks.map((block) => {
    if (block.kind === "heading") {
      while (open.length > 0 && open.at(-1)!.level >= block.level) open.pop();
      open.push({ level: block.level, text: block.text });
    }
    return { block, sections: open.map(({ text }) => text) };
  });
}
