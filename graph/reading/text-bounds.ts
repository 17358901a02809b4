import { GraphError } from "../errors.ts";
import { wordsOf } from "./words.ts";

/** The most of each that a reader's query may have. */
const most = { characters: 20_000, words: 2_000, depth: 50, run: 50, subqueries: 8 };

const opening = new Set(["(", "[", "{"]);
const closing = new Set([")", "]", "}"]);
const repeatable = new Set(["NOT", "-", "+"]);
const subqueryWords = new Set(["CALL", "EXISTS", "COUNT", "COLLECT"]);

/** A bracket that is open: whether it is a subquery's, or holds what a `CALL (…) {` sees. */
interface Open {
  subquery: boolean;
  scope: boolean;
}

/**
 * Refuses a text that would cost Neo4j's parser or planner more than any limit on running time
 * bounds: they recurse with every nesting, and look at no clock. It says nothing of what the query
 * computes.
 *
 * @throws GraphError `bad_query`, which names the bound.
 */
export function refuseTooLarge(cypher: string): void {
  if (cypher.length > most.characters) throw refused(`it has more than ${most.characters} characters`);
  const open: Open[] = [];
  let [count, cases, run, subqueries] = [0, 0, 0, 0];
  let last = "";
  let afterScope = false;
  for (const written of wordsOf(cypher)) {
    const word = last === "." || last === "$" ? "a name" : written.toUpperCase();
    if (++count > most.words) throw refused(`it has more than ${most.words} words and signs`);
    if (opening.has(word)) {
      const subquery = word === "{" && (afterScope || subqueryWords.has(last));
      open.push({ subquery, scope: word === "(" && last === "CALL" });
      if (subquery && ++subqueries > most.subqueries)
        throw refused(`its subqueries are more than ${most.subqueries} deep`);
    }
    const closed = closing.has(word) ? open.pop() : undefined;
    if (closed?.subquery) subqueries -= 1;
    if (word === "CASE") cases += 1;
    else if (word === "END") cases = Math.max(0, cases - 1);
    if (open.length + cases > most.depth) throw refused(`it is nested more than ${most.depth} deep`);
    run = repeatable.has(word) ? run + 1 : 0;
    if (run > most.run) throw refused(`it has more than ${most.run} signs in a row`);
    afterScope = closed?.scope ?? false;
    last = word;
  }
}

function refused(why: string): GraphError {
  return new GraphError("bad_query", `The query is too large: ${why}; ask in several, or pass lists as parameters.`);
}
