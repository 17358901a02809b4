import { z } from "zod";
import { query } from "../../driver/query.ts";
import { GraphError } from "../../errors.ts";
import { schemeId, startScheme, trialToRecord } from "../../rows/trial.ts";

/**
 * Records one trial of a study and the path of its scheme; recording it again changes nothing but
 * its figures.
 *
 *   (:Trial {key, number, state, ar, pr, fr, accuracy…})-[:IN_STUDY]->(:Study)
 *   (:Trial)-[:ON_TASK]->(:Task)
 *   (:Trial)-[:EVALUATES]->(:Scheme {id: "A -> B"})-[:EXTENDS]->(:Scheme {id: "A"})-[:EXTENDS]->(:Scheme {id: "START"})
 *   (:Scheme {id: "A -> B"})-[:ENDS_WITH]->(:Strategy {id: "B"})
 *
 * The trial is ON_TASK itself, as a published Result does, so that one query finds both.
 */
export const recordTrial = query({
  mode: "write",
  params: trialToRecord.transform(({ study, scheme, earlierWeights, ...figures }) => ({
    study,
    key: `${study}#${figures.number}`,
    figures,
    earlierWeights,
    start: startScheme,
    scheme: schemeId(scheme),
    prefixes: scheme.map((last, at) => ({
      id: schemeId(scheme.slice(0, at + 1)),
      parent: schemeId(scheme.slice(0, at)),
      length: at + 1,
      last,
    })),
  })),
  row: z.object({ key: z.string() }),
  empty: ({ study, number }) =>
    new GraphError(
      "not_found",
      `Trial ${number} of study "${study}" was not recorded: the study or a strategy of its scheme is not in the graph, ` +
        "or a trial of that number is recorded with another scheme.",
    ),
  taken: ({ study, number }) =>
    new GraphError("conflict", `Trial ${number} of study "${study}" is being recorded by someone else.`),
  cypher: `
    MATCH (study:Study {name: $study})-[:ON_TASK]->(task:Task)
    MERGE (start:Scheme {id: $start}) ON CREATE SET start.length = 0
    WITH study, task
    CALL () {
      UNWIND $prefixes AS prefix
      MATCH (last:Strategy {id: prefix.last})
      MERGE (parent:Scheme {id: prefix.parent}) ON CREATE SET parent.length = prefix.length - 1
      MERGE (scheme:Scheme {id: prefix.id}) ON CREATE SET scheme.length = prefix.length
      MERGE (scheme)-[:EXTENDS]->(parent)
      MERGE (scheme)-[:ENDS_WITH]->(last)
      RETURN count(*) AS linked
    }
    WITH study, task, linked
    WHERE linked = size($prefixes)
      AND NOT EXISTS { MATCH (:Trial {key: $key})-[:EVALUATES]->(other:Scheme) WHERE other.id <> $scheme }
    MATCH (scheme:Scheme {id: $scheme})
    MERGE (trial:Trial {key: $key}) ON CREATE SET trial.recordedAt = datetime()
    SET trial += $figures, study.earlierWeights = coalesce($earlierWeights, study.earlierWeights)
    MERGE (trial)-[:IN_STUDY]->(study)
    MERGE (trial)-[:ON_TASK]->(task)
    MERGE (trial)-[:EVALUATES]->(scheme)
    RETURN trial.key AS key`,
});
