import * as column from "../columns.ts";
import { namedQuery } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * The techniques on a task, by how well the methods do that use them.
 *
 *   (:Task {id})<-[:ON_TASK]-(:Result {ar, pr})-[:OF_METHOD]->(:Method)-[:USES_TECHNIQUE]->(:Technique)
 *
 * One task only: accuracy rates of different tasks do not add up to anything.
 */
export const techniquesCompared = namedQuery({
  name: "techniques-compared",
  title: "Which techniques do well on a task, by the methods that use them?",
  description:
    "For each technique: the methods that use it and have published results on the task, their middle AR, how many results kept at least least-ar and the largest reduction among those. A method with several techniques counts for each.",
  parameters: { task: parameter.task, leastAr: parameter.leastAr, limit: parameter.limit(50) },
  columns: {
    technique: column.technique,
    name: column.techniqueName,
    methods: column.ids("Method", "methods that use it and have results on the task"),
    results: column.count("their results with a known AR"),
    kept: column.count("of these, results that kept the accuracy"),
    medianAr: column.number("median AR of all of them"),
    prKeepingAccuracy: column.number("largest PR among those that kept the accuracy"),
  },
  cypher: `
    MATCH (:Task {id: $task})<-[:ON_TASK]-(r:Result)
    WHERE r.ar IS NOT NULL
    MATCH (r)-[:OF_METHOD]->(m:Method)
    WITH m, collect({ar: r.ar, pr: r.pr}) AS results
    MATCH (m)-[:USES_TECHNIQUE]->(t:Technique)
    UNWIND results AS r
    WITH t, count(r) AS results, collect(DISTINCT m.id) AS methods, percentileCont(r.ar, 0.5) AS medianAr,
         sum(CASE WHEN r.ar >= $leastAr THEN 1 ELSE 0 END) AS kept, max(CASE WHEN r.ar >= $leastAr THEN r.pr END) AS prKeepingAccuracy
    RETURN t.id AS technique, t.name AS name, COLLECT { UNWIND methods AS id RETURN id ORDER BY id } AS methods, results, kept,
           medianAr, prKeepingAccuracy
    ORDER BY medianAr DESC, technique
    LIMIT toInteger($limit)`,
});
