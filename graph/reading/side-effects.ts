import { GraphError } from "../errors.ts";
import { wordsOf } from "./words.ts";

/** The procedures a reader may call: they look things up and change nothing. */
const procedures = new Set([
  "db.info",
  "db.labels",
  "db.relationshiptypes",
  "db.propertykeys",
  "db.schema.visualization",
  "db.schema.nodetypeproperties",
  "db.schema.reltypeproperties",
  "db.index.fulltext.querynodes",
  "db.index.fulltext.queryrelationships",
  "db.index.vector.querynodes",
  "db.index.vector.queryrelationships",
  "dbms.components",
]);

/** How a reading query may begin, after its prefixes. */
const beginnings = new Set(["MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN", "CALL", "SHOW"]);

/** How a query that writes or administers begins; anything else is a slip of the pen. */
const writings = new Set(
  `CREATE MERGE SET DELETE DETACH NODETACH REMOVE FOREACH LOAD DROP ALTER GRANT DENY REVOKE RENAME START STOP ENABLE TERMINATE
   DEALLOCATE REALLOCATE DRYRUN USE USING INSERT FINISH LET FILTER`.split(/\s+/),
);

/** What `CYPHER name=value` may set: how a query is planned and run, not what it does. */
const planning = new Set(
  `PLANNER RUNTIME REPLAN CONNECTCOMPONENTSPLANNER EXPRESSIONENGINE OPERATORENGINE INTERPRETEDPIPESFALLBACK`.split(" "),
);

/** What may be between SHOW and INDEXES or CONSTRAINTS. */
const shownKinds = new Set(
  `ALL BTREE RANGE FULLTEXT TEXT POINT VECTOR LOOKUP UNIQUE UNIQUENESS NODE RELATIONSHIP REL KEY PROPERTY EXIST EXISTS EXISTENCE
   TYPE`.split(/\s+/),
);

/**
 * Refuses a reader's query that READ mode would let through although it acts on more than this
 * graph's data. Looks at words outside comments and quotes only, so a text that mentions them is
 * fine.
 *
 * @throws GraphError `write_refused` for LOAD CSV, procedures outside a short list, SHOW of
 * anything but indexes, constraints, procedures and functions, TERMINATE, USE and prefixes other
 * than EXPLAIN, PROFILE and CYPHER; `bad_query` for what is no query at all.
 */
export function refuseSideEffects(cypher: string): void {
  // Neo4j decodes \uXXXX before it reads the query, also in names and quotes, so an escape could
  // hide any word. A backslash that is itself escaped begins no escape.
  if (/(?<!\\)(?:\\\\)*\\u/i.test(cypher)) {
    throw new GraphError("bad_query", "Write characters themselves in a query, not \\u escapes.");
  }
  const words = withoutPrefixes([...wordsOf(cypher)].filter((word) => !/^['"]/.test(word)));
  const [first] = words;
  if (first === undefined) throw new GraphError("bad_query", "The query is empty.");
  if (writings.has(first.toUpperCase())) throw refused(first.toUpperCase());
  if (!beginnings.has(first.toUpperCase())) {
    throw new GraphError("bad_query", `A query begins with ${[...beginnings].join(", ")}; this one with "${first}".`);
  }
  if (first.toUpperCase() === "SHOW") refuseShow(words);
  words.forEach((word, at) => {
    const next = words[at + 1]?.toUpperCase();
    if (word.toUpperCase() === "LOAD" && next === "CSV") throw refused("LOAD CSV");
    if (word.toUpperCase() === "USE" && /^(\{|UNION|ALL|DISTINCT)$/i.test(words[at - 1] ?? "") && next !== ":")
      throw refused("USE");
    if (word.toUpperCase() === "CALL") refuseProcedure(words.slice(at + 1));
  });
}

/** The query after `CYPHER 5 runtime=slotted` and `EXPLAIN` or `PROFILE`, in any order. */
function withoutPrefixes(words: string[]): string[] {
  const [first, ...rest] = words;
  switch (first?.toUpperCase()) {
    case "EXPLAIN":
    case "PROFILE":
      return withoutPrefixes(rest);
    case "CYPHER":
      return withoutPrefixes(withoutOptions(rest));
    default:
      return words;
  }
}

function withoutOptions(words: string[]): string[] {
  const [first, equals, value] = words;
  if (first === "5" && equals !== "=") return withoutOptions(words.slice(1));
  if (equals !== "=") {
    if (/^\d/.test(first ?? "")) throw refused(`CYPHER ${first}`);
    return words;
  }
  if (!planning.has((first ?? "").toUpperCase()) || !/^\w+$/.test(value ?? "")) throw refused(`CYPHER ${first}=`);
  return withoutOptions(words.slice(3));
}

function refuseShow(words: string[]): void {
  const all = words.slice(1).map((word) => word.toUpperCase());
  const what = all.find((word) => !shownKinds.has(word)) ?? "";
  const isSchema = /^(INDEX|INDEXES|CONSTRAINT|CONSTRAINTS)$/.test(what);
  const isLibrary =
    /^(PROCEDURES?|FUNCTIONS?)$/.test(all[0] ?? "") || /^(ALL|BUILT) (IN )?FUNCTIONS?/.test(all.join(" "));
  if (!isSchema && !isLibrary) throw refused(`SHOW ${what}`.trim());
  if (all.includes("TERMINATE")) throw refused("TERMINATE");
  if (all.includes("SHOW")) throw refused("A second SHOW");
}

/**
 * `CALL {…}` and `CALL (x) {…}` are subqueries; otherwise a dotted name follows. A variable called
 * `call` is followed by neither.
 */
function refuseProcedure(after: string[]): void {
  if (after[0] === undefined || !/^[\p{L}_`]/u.test(after[0])) return;
  let name = bare(after[0]);
  for (let at = 1; after[at] === "." && after[at + 1] !== undefined; at += 2) name += `.${bare(after[at + 1]!)}`;
  if (!procedures.has(name.toLowerCase())) throw refused(`CALL ${name}`);
}

function bare(word: string): string {
  return word.replaceAll("`", "");
}

function refused(what: string): GraphError {
  return new GraphError("write_refused", `${what} is not allowed here; a query may only read this graph.`);
}
