import { GraphError } from "../errors.ts";

/** The procedures a reader may call: they look things up and change nothing. */
const procedures = new Set([
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
]);

/** How a reading query may begin. */
const beginnings = new Set(["MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN", "CALL", "SHOW"]);

/** How a query that writes or administers begins; anything else is a slip of the pen. */
const writings = new Set(
  `CREATE MERGE SET DELETE DETACH NODETACH REMOVE FOREACH LOAD DROP ALTER GRANT DENY REVOKE RENAME START STOP ENABLE TERMINATE
   DEALLOCATE REALLOCATE DRYRUN USE USING CYPHER EXPLAIN PROFILE INSERT FINISH LET FILTER`.split(/\s+/),
);

/**
 * Refuses a reader's query that READ mode would let through although it acts on more than this
 * graph's data. Looks at words outside comments and quotes only, so a text that mentions them is
 * fine.
 *
 * @throws GraphError `write_refused` for LOAD CSV, procedures outside a short list, SHOW of
 * anything but indexes and constraints, TERMINATE, USE and prefixes; `bad_query` for what is no
 * query at all.
 */
export function refuseSideEffects(cypher: string): void {
  // Neo4j decodes \uXXXX before it reads the query, also in names and quotes, so an escape could
  // hide any word.
  if (/\\u/i.test(cypher)) {
    throw new GraphError("bad_query", "Write characters themselves in a query, not \\u escapes.");
  }
  const words = tokens(cypher);
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
    if (word.toUpperCase() === "USE" && /^(\{|UNION|ALL)$/i.test(words[at - 1] ?? "") && next !== ":")
      throw refused("USE");
    if (word.toUpperCase() === "CALL") refuseProcedure(words.slice(at + 1));
  });
}

function refuseShow(words: string[]): void {
  const kinds = new Set(
    "ALL BTREE RANGE FULLTEXT TEXT POINT VECTOR LOOKUP UNIQUE UNIQUENESS NODE RELATIONSHIP REL".split(" "),
  );
  const what =
    words
      .slice(1)
      .find((word) => !kinds.has(word.toUpperCase()))
      ?.toUpperCase() ?? "";
  if (!/^(INDEX|INDEXES|CONSTRAINT|CONSTRAINTS)$/.test(what)) throw refused(`SHOW ${what}`.trim());
  if (words.some((word) => word.toUpperCase() === "TERMINATE")) throw refused("TERMINATE");
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

/**
 * Words and signs of a query, without comments and the contents of quotes; names in backticks keep
 * them. Anything invisible separates: Cypher takes more characters for white space than JavaScript
 * does.
 */
function tokens(cypher: string): string[] {
  const pattern =
    /\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\r\n]*|'(?:\\[\s\S]|[^'\\])*(?:'|$)|"(?:\\[\s\S]|[^"\\])*(?:"|$)|`(?:``|[^`])*(?:`|$)|[\p{L}_][\p{L}\p{N}_]*|[^\s\p{C}\p{Z}]/gu;
  return [...cypher.matchAll(pattern)].map(([text]) => text).filter((text) => !/^(\/\*|\/\/|'|")/.test(text));
}
