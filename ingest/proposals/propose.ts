import type { FlopsConvention } from "../../graph/index.ts";
import { audit as auditResults } from "../audit/audit.ts";
import type { Mapping } from "../mapping/mapping.ts";
import { NameTable } from "../names/name-table.ts";
import { withCaptions } from "../readers/captions.ts";
import type { PaperText } from "../readers/paper-text.ts";
import { keyOf } from "../recognise/key.ts";
import { type Named, type RecognisedMethod, type Recogniser, recogniserOf } from "../recognise/recogniser.ts";
import type { NamedMethod, ReportedTask } from "../results/file.ts";
import type { Paper } from "../results/source.ts";
import { Baselines } from "../tables/baselines.ts";
import { changeKind } from "../tables/changes.ts";
import { readTables, type TableReport } from "../tables/extract.ts";
import type { ExtractedRow, ResultTable } from "../tables/extracted.ts";
import { type AssessedRow, Assessor } from "./assess.ts";
import { type Auditor, withFindings } from "./audited.ts";
import { flopsConventionOf } from "./flops.ts";
import { type Identity, identify, idOfTitle, type KnownPaper } from "./identity.ts";
import type { KnownResult, PaperKnowledge } from "./known.ts";
import type { ProposedRow } from "./proposed-row.ts";
import { referencesOf } from "./references.ts";
import { withIds } from "./result-ids.ts";
import { tasksNamed } from "./task.ts";

/** What a person states about a document that does not state it, or states it wrong. */
export interface GivenIdentity {
  id?: string | undefined;
  title?: string | undefined;
  year?: number | undefined;
  /** What "Ours" is called. */
  own?: string | undefined;
  /** What its tables are of, where they do not say. */
  network?: string | undefined;
  dataset?: string | undefined;
  metric?: string | undefined;
}

/** A table's figures: how many it prints, how many were read, and what became of them. */
export interface TableCount extends TableReport {
  /** Figures in rows that can be ingested, are known, or are of the network before compression. */
  used: number;
}

/** What would be ingested from a paper. */
export interface Proposal {
  file: string;
  paper: Paper;
  /** Tasks that the graph does not have and the rows need. */
  tasks: ReportedTask[];
  /** Methods that the graph does not have: they would be knowledge only, by name. */
  methods: NamedMethod[];
  /** The method that the paper proposes, where it or the graph says so. */
  own?: { id: string; name: string };
  flopsConvention: FlopsConvention;
  rows: ProposedRow[];
  /** How many of the document's tables have results, and how many tables there are. */
  tables: { withResults: number; all: number };
  /** Each of the document's tables. */
  counts: TableCount[];
  /** The names of pictures, in which nothing is read. */
  pictures: string[];
  remarks: string[];
}

export interface ProposeOptions {
  knowledge: PaperKnowledge;
  given?: GivenIdentity;
  /** Gives names their meaning; that of the knowledge when absent. */
  recogniser?: Recogniser;
  /**
   * Looks the results through once they are read; the auditor of all published results when absent.
   */
  audit?: Auditor;
  /** The results that the graph has of a paper. */
  knownResults?: (paperId: string) => Promise<readonly KnownResult[]>;
  /** What a person says that the tables are. */
  mapping?: Mapping | undefined;
  /** The mapping is an endpoint's, and no person's: no row that follows from it is sure. */
  isAsked?: boolean;
  /** What a person said of an earlier version of a paper; asked where `mapping` is absent. */
  keptMapping?: (paperId: string) => Promise<Mapping | undefined>;
}

/**
 * What a paper's tables would bring into the graph: each row with its place, how sure its reading
 * is, and why not surer. Reads only; the same document and knowledge give the same proposal.
 */
export async function propose(
  text: PaperText,
  file: string,
  {
    knowledge,
    given = {},
    recogniser = recogniserFor(knowledge),
    audit = auditResults,
    knownResults,
    ...options
  }: ProposeOptions,
): Promise<Proposal> {
  const document = { ...text, blocks: withCaptions(text.blocks) };
  const identity = identify(text, knowledge.papers);
  const paper = paperOf(identity, given, knowledge.papers, file);
  const mapping = options.mapping ?? (await options.keptMapping?.(paper.id));
  const { results: tables, reports } = readTables(document, recogniser, { ...given, mapping });
  const baselines = new Baselines(tables);
  const proposed = knowledge.methods.filter(({ papers }) => papers.includes(paper.id));
  const named = { ...identity, ownMethod: identity.ownMethod ?? ownInTables(tables) };
  const own = ownMethod(named, given, proposed, knowledge, recogniser);
  const known = (await knownResults?.(paper.id)) ?? [];
  const convention = flopsConventionOf(tables, baselines, (row) =>
    row.network && row.dataset ? tasksNamed(row.network.found, row.dataset.found, knowledge.tasks) : [],
  );
  const assessor = new Assessor({
    recogniser,
    knowledge,
    own,
    ownOfSuffix: (suffix) => {
      const [only, ...more] = proposed.filter(({ id }) => suffix !== "" && id.endsWith(`-${suffix}`));
      return only && more.length === 0 ? { id: only.id, name: only.name, known: true } : undefined;
    },
    usedTasks: new Set(known.map(({ taskId }) => taskId)),
    cited: referencesOf(document.blocks, knowledge),
    settled: settledNames(tables),
    baselines,
    convention,
    format: text.format,
    isRepository: identity.isRepository && given.id === undefined,
    speedupIsOfFlops: saysSpeedupIsOfFlops(document),
    isAsked: options.isAsked ?? false,
  });
  const assessed = tables.flatMap((table) => {
    const changes = changeKind(table, baselines);
    return table.rows.map((row) => assessor.assess(row, table, changes));
  });
  const numbered = withIds(assessed, known);
  const rows = withFindings(numbered, { paper, tasks: assessor.newTasks, known: knowledge.tasks, audit });
  const used = new Set(rows.flatMap(({ result }) => (result ? [result.task] : [])));
  const remarks = [...text.remarks, ...identity.remarks];
  if (convention === "unstated" && rows.some(({ result }) => result?.flops !== undefined)) {
    remarks.push(
      "the paper does not state how FLOPs are counted (2 x MACs or MACs): they are kept as printed, and not compared",
    );
  }
  return {
    file,
    paper,
    tasks: assessor.newTasks.filter(({ id }) => used.has(id)),
    methods: newMethods(rows, recogniser, own),
    ...(own && !own.isAlgorithm && { own: { id: own.id, name: own.name } }),
    flopsConvention: convention,
    rows,
    tables: { withResults: tables.length, all: reports.length },
    counts: reports.map((report) => ({ ...report, used: usedOf(report, tables, assessed) })),
    pictures: text.pictures ?? [],
    remarks,
  };
}

function recogniserFor({ methods, tasks, algorithms, names }: PaperKnowledge): Recogniser {
  const unique = <T extends { id: string }>(items: readonly T[]) => [
    ...new Map(items.map((item) => [item.id, item])).values(),
  ];
  return recogniserOf(
    {
      methods,
      algorithms,
      networks: unique(tasks.map(({ network }) => network)),
      datasets: unique(tasks.map(({ dataset }) => dataset)),
    },
    NameTable.of(names),
  );
}

/** Figures in rows that are of use: all that were read but those of rows without what a result needs. */
function usedOf(report: TableReport, tables: readonly ResultTable[], assessed: readonly AssessedRow[]): number {
  const rows = tables.flatMap((table) => table.rows);
  const cells = (isUsed: boolean) =>
    new Set(
      rows.flatMap(({ table, readings }, at) =>
        table === report.index && (assessed[at]!.state !== "unusable") === isUsed
          ? readings.map(({ row, column, text, figure }) => `${row} ${column} ${text} ${figure}`)
          : [],
      ),
    );
  const used = cells(true);
  const unused = [...cells(false)].filter((each) => !used.has(each)).length;
  return Math.max(0, report.read - unused);
}

/** The name that the tables give the paper's own method: "Tide (ours)", "蜂巢(本文)", where they agree. */
function ownInTables(tables: readonly ResultTable[]): string | undefined {
  const names = new Set(
    tables.flatMap(({ rows }) =>
      rows.flatMap(({ method }) =>
        method?.kind === "method" && /\((?:ours?|proposed|本文)\)/i.test(method.text) ? [method.name] : [],
      ),
    ),
  );
  const [only, ...more] = names;
  return more.length === 0 ? only : undefined;
}

/** The paper as the graph has it, or as the document and its reader state. */
function paperOf(identity: Identity, given: GivenIdentity, known: readonly KnownPaper[], file: string): Paper {
  const title = given.title ?? identity.title ?? file.replace(/^.*\//, "");
  const id = given.id ?? identity.id ?? idOfTitle(title);
  const held = known.find((each) => each.id === id);
  if (held) return { id, title: held.title, ...(held.year !== null && { year: held.year }) };
  const year = given.year ?? identity.year;
  return {
    id,
    title: title.slice(0, 2000),
    ...(year !== undefined && { year }),
    ...(identity.authors && { authors: identity.authors }),
  };
}

/**
 * The method that the paper proposes: the one that was given, or that the graph says it does, or
 * the one it names.
 */
function ownMethod(
  identity: { ownMethod: string | undefined },
  given: GivenIdentity,
  [only, ...more]: readonly Named[],
  { algorithms }: PaperKnowledge,
  recogniser: Recogniser,
): RecognisedMethod | undefined {
  if (given.own === undefined && only && more.length === 0) return { id: only.id, name: only.name, known: true };
  const name = given.own ?? identity.ownMethod;
  if (name === undefined) return undefined;
  const algorithm = algorithms.find((each) => keyOf(each) === keyOf(name));
  return algorithm === undefined
    ? recogniser.method(name)
    : { id: algorithm, name: algorithm, known: true, isAlgorithm: true };
}

/** Names of methods that occur with a setting: "GAL-0.5". */
function settledNames(tables: readonly ResultTable[]): Set<string> {
  const rows: ExtractedRow[] = tables.flatMap((table) => table.rows);
  return new Set(
    rows.flatMap(({ method }) =>
      method?.kind === "method" && method.variant !== undefined && /^[\d.]/.test(method.variant)
        ? [keyOf(method.name)]
        : [],
    ),
  );
}

/** "speed up = Base MACs / Pruned MACs": of computations counted, not of time. */
function saysSpeedupIsOfFlops({ blocks }: PaperText): boolean {
  const pattern =
    /speed[\s-]?up[^.]{0,80}\b(?:flops?|macs?|theoretical|computation)|(?:theoretical|flops?|macs?)\s+(?:speed[\s-]?up|acceleration)/i;
  return blocks.some((block) =>
    pattern.test(block.kind === "table" ? [block.caption ?? "", ...block.footnotes].join(" ") : block.text),
  );
}

function newMethods(
  rows: readonly ProposedRow[],
  recogniser: Recogniser,
  own: RecognisedMethod | undefined,
): Proposal["methods"] {
  const found = new Map<string, Proposal["methods"][number]>();
  for (const { result, state } of rows) {
    const id = result?.method;
    if (id === undefined || state === "known" || found.has(id) || recogniser.method(id).known) continue;
    const isOwn = own?.id === id;
    found.set(id, { id, name: isOwn ? own.name : id, aliases: [], isOwn });
  }
  return [...found.values()];
}
