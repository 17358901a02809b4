import type { Block, PaperText } from "../readers/paper-text.ts";
import { keyOf } from "../recognise/key.ts";
import { type BibEntry, bibEntries } from "./bibtex.ts";

/** A paper that the graph knows. */
export interface KnownPaper {
  id: string;
  title: string;
  year: number | null;
}

/** Which paper a document is, as far as it shows; what is missing has to be given. */
export interface Identity {
  id?: string;
  title?: string;
  authors?: string[];
  year?: number;
  /** The name of the method that the paper proposes. */
  ownMethod?: string;
  /** A page that asks to be cited as a paper, but is none: a repository's. */
  isRepository: boolean;
  /** Where each part is from, and what is doubtful, in plain words. */
  remarks: string[];
}

const arxivNumber = /(?<![\d.])(\d{2}(?:0[1-9]|1[0-2])\.\d{4,5})(?:v\d+)?(?!\d)/;
const doi = /\b(10\.\d{4,9}\/[^\s"'<>{}|\\^~[\]`]+[^\s"'<>{}|\\^~[\]`.,;:)])/;
const venue =
  /\b(CVPR|ICCV|ECCV|WACV|NeurIPS|NIPS|ICLR|ICML|AAAI|IJCAI|BMVC|ACCV|INTERSPEECH|ICASSP|MLSys|TPAMI|PAMI|IJCV|TNNLS|JMLR|TMLR|KDD|ACM MM|DATE|DAC|ICIP|ICPR)\b[^\n\d]{0,20}['’]?((?:19|20)\d{2}|\d{2})\b|\b((?:19|20)\d{2})\s+(CVPR|ICCV|ECCV|ICML|ICLR|NeurIPS|AAAI|IJCAI)\b/;

/**
 * Identifies a document: arXiv's stamp or number, a DOI, BibTeX that it asks to be cited with, the
 * title that the graph knows. A number among the references is another paper's.
 */
export function identify(paper: PaperText, known: readonly KnownPaper[]): Identity {
  const opening = openingOf(paper.blocks);
  const [entry] = bibEntries(paper.blocks);
  const remarks: string[] = [];
  const title = titleOf(paper, entry);
  const held = knownBy(title, paper, entry, known);
  const texts = [...paper.identifiers, ...opening];
  const arxiv = held
    ? undefined
    : (arxivIn(paper.identifiers, true) ?? (entry && arxivIn([entry.text], true)) ?? arxivIn(opening, true));
  const foundDoi =
    texts.map((text) => doi.exec(text)?.[1]).find((each) => each !== undefined) ?? (entry && doi.exec(entry.text)?.[1]);
  const id = held?.id ?? (arxiv && `arXiv:${arxiv}`) ?? (foundDoi && `doi:${foundDoi}`);
  const year =
    held?.year ??
    entry?.year ??
    paper.year ??
    (arxiv ? 2000 + Number(arxiv.slice(0, 2)) : undefined) ??
    yearIn(opening);
  const authors = paper.authors ?? entry?.authors ?? authorsUnder(paper.blocks);
  if (held) remarks.push(`the graph knows this title as ${held.id}`);
  if (id === undefined) remarks.push("the document has no arXiv number and no DOI");
  if (year === undefined) remarks.push("the document has no year");
  const ownMethod = ownMethodOf(held?.title ?? title, opening) ?? ownMethodOf(paper.title, opening);
  const isRepository = entry !== undefined && (paper.format === "markdown" || paper.format === "html");
  if (isRepository) {
    remarks.push(
      "this is the page of a repository: its figures need not be the paper's; name it yourself if they are not",
    );
  }
  return {
    ...(id && { id }),
    ...((held?.title ?? title) && { title: held?.title ?? title! }),
    ...(authors && authors.length > 0 && { authors: authors.slice(0, 50) }),
    ...(year !== undefined && { year }),
    ...(ownMethod && { ownMethod }),
    isRepository,
    remarks,
  };
}

/** An id for a paper that nobody numbered: its title in letters of a URL. */
export function idOfTitle(title: string): string {
  const slug = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, "-")
    .replace(/^-+|-+$/g, "")
    .slice(0, 120);
  return `title:${slug || "untitled"}`;
}

/** The paragraphs before the first section that is no abstract: where a paper says who it is. */
function openingOf(blocks: readonly Block[]): string[] {
  const texts: string[] = [];
  let headings = 0;
  for (const block of blocks) {
    if (block.kind === "heading") {
      headings += 1;
      if (headings > 1 && !/abstract|summary|摘要/i.test(block.text)) {
        if (
          /introduction|requirement|result|install|table of contents|running|dependenc/i.test(block.text) ||
          headings > 4
        )
          break;
      }
    }
    if (block.kind !== "table") texts.push(block.text);
    if (texts.length > 25) break;
  }
  return texts;
}

function titleOf(paper: PaperText, entry: BibEntry | undefined): string | undefined {
  const shown = paper.title
    ?.replace(/\s*\((?:pytorch|tensorflow|keras|official|link|readme|code)[^)]*\)\s*/gi, " ")
    .trim();
  // A page in a repository has a title of its own; what it asks to be cited as is the paper's.
  if (entry?.title && paper.format !== "pdf" && paper.format !== "latex") return entry.title;
  return shown === "" ? undefined : shown;
}

function knownBy(
  title: string | undefined,
  paper: PaperText,
  entry: BibEntry | undefined,
  known: readonly KnownPaper[],
): KnownPaper | undefined {
  const keys = [title, paper.title, entry?.title]
    .flatMap((each) => (each === undefined ? [] : [keyOf(each)]))
    .filter((key) => key.length > 12);
  const byTitle = known.find((each) => keys.includes(keyOf(each.title)));
  if (byTitle) return byTitle;
  const stamp = arxivIn(paper.identifiers, true);
  return stamp === undefined ? undefined : known.find(({ id }) => id === `arXiv:${stamp}`);
}

function arxivIn(texts: readonly string[], named: boolean): string | undefined {
  for (const text of texts) {
    const at = /arxiv(?:\.org\/(?:abs|pdf)\/|\s*:\s*|\s+(?:preprint\s+)?(?:arXiv:)?|[^\d]{0,40})/i.exec(text);
    const from = at ? text.slice(at.index) : named ? "" : text;
    const number = arxivNumber.exec(from.slice(0, 80))?.[1];
    if (number) return number;
  }
  return undefined;
}

function yearIn(texts: readonly string[]): number | undefined {
  for (const text of texts) {
    const found = venue.exec(text);
    const digits = found?.[2] ?? found?.[3];
    if (digits) return digits.length === 2 ? 2000 + Number(digits) : Number(digits);
    const copyright = /(?:©|\(c\)|copyright)\s*((?:19|20)\d{2})/i.exec(text)?.[1];
    if (copyright) return Number(copyright);
  }
  return undefined;
}

/**
 * "Chunnan Wang, Hongzhi Wang, Xiangyu Shi Harbin Institute of Technology": the names in the first
 * paragraph under the title.
 */
function authorsUnder(blocks: readonly Block[]): string[] | undefined {
  const first = blocks.findIndex((block) => block.kind === "heading");
  const under = blocks[first + 1];
  if (first < 0 || under?.kind !== "paragraph" || under.text.length > 600) return undefined;
  const names = under.text
    .replace(/[\^_]\{[^{}]*\}|[*†‡§¶\d]/g, "")
    .split(/,|\band\b|;|·/)
    .map((piece) =>
      /^\s*((?:\p{Lu}[\p{L}.'’-]*\s+){1,2}\p{Lu}[\p{L}'’-]+?)(?=\s|$)/u.exec(withoutPlace(piece))?.[1]?.trim(),
    )
    .filter((name) => name !== undefined);
  return names.length > 0 ? names : undefined;
}

/** The last author is followed by where they work. */
function withoutPlace(piece: string): string {
  const words = piece.trim().split(/\s+/);
  const place = words.findIndex((word) =>
    /^(?:Institute?|University|Department|School|College|Academy|Lab\w*|Inc\.?|Research|Corporation)$/.test(word),
  );
  return place >= 2 ? words.slice(0, 2).join(" ") : words.slice(0, 3).join(" ");
}

const venueName =
  /^(?:CVPRW?|ICCVW?|ECCVW?|WACV|Neur?IPS|NIPS|ICLR|ICML|AAAI|IJCAI|IJCNN|BMVC|ACCV|ICASSP|MLSys|T?PAMI|IJCV|TNNLS|JMLR|TMLR|KDD|DATE|DAC|ICIP|ICPR|ACL|EMNLP|NAACL|ISCA|MICRO|ASPLOS|HPCA|UAI|AISTATS|COLT|ICCAD|ACM|IEEE|TIP|TMM|TCSVT|ISCAS|CIKM|WWW|ICDM|SDM|IROS|ICRA)$/i;

/**
 * "HRank: Filter Pruning using …" and "… (FPGM)", "we call it LAASP": the name a paper gives its
 * method.
 */
export function ownMethodOf(title: string | undefined, opening: readonly string[]): string | undefined {
  const head = /^([^:]{2,30}):\s/.exec(title ?? "")?.[1]?.trim();
  if (head && head.split(/\s+/).length <= 2 && /\p{Lu}.*[\p{Lu}\d]|^\p{Lu}\p{Ll}+$/u.test(head)) return head;
  const text = [title ?? "", ...opening].join(" ");
  const called =
    /\b(?:called|named|dubbed|termed|propose|present|introduce|method|approach|framework|namely|as|implementations? of|code (?:of|for)|[Mm]odel [Zz]oo of)\s+(?:the\s+)?[“"']?([A-Z][A-Za-z]*[A-Z][A-Za-z0-9+-]*)[”"']?(?=[\s,.;:)]|$)/.exec(
      text,
    )?.[1];
  const inBrackets = [...text.matchAll(/\(([A-Z][A-Za-z]*[A-Z][A-Za-z0-9+-]*)\)/g)]
    .map(([, name]) => name!)
    .find((name) => !venueName.test(name));
  const found = called ?? inBrackets;
  return found &&
    !venueName.test(found) &&
    !/^(?:CNN|DNN|CNNs|DNNs|FLOPs?|GPU|CPU|SGD|IEEE|NAS|RL|EA|AutoML|CVPR|ICCV|BN|KD|SVD|URL|PyTorch|TensorFlow|ImageNet|ResNet|VGG|CIFAR)$/.test(
      found,
    )
    ? found
    : undefined;
}
