import * as column from "../columns.ts";
import { namedQuery, nodeId } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * What papers claim of a method beside what we measured of it, on the same network and data set,
 * for about the same PR.
 *
 *   (:Method {id})<-[:OF_METHOD]-(:Strategy {id})
 *   (:Scheme of this strategy alone)<-[:EVALUATES]-(:Trial {ar, pr})-[:ON_TASK]->(:Task)
 *   (:Method {id})<-[:OF_METHOD]-(:Result {ar, pr})-[:ON_TASK]->(:Task)
 *   (:Task)-[:OF_NETWORK]->(:Network), -[:ON_DATASET]->(:Dataset)
 *
 * Only schemes of one step count: in a longer one it is not the method alone that was measured. Our
 * own task has weights of its own, so the tasks differ; network and data set are the same, and AR
 * is against each one's own baseline.
 */
export const claimedAndMeasured = namedQuery({
  name: "claimed-and-measured",
  title: "What was claimed of a method, against what we measured?",
  description:
    "For each measured scheme of one step of the method, the published result on the same network and data set whose PR is nearest, if it is within the given distance; difference is measured AR minus claimed AR. Training budgets differ: our studies train little.",
  parameters: { method: parameter.method, within: parameter.within, limit: parameter.limit(100) },
  columns: {
    network: nodeId("Network", "the network of both"),
    dataset: nodeId("Dataset", "the data set of both"),
    strategy: column.strategy,
    trial: column.trial,
    measuredPr: column.pr.meta({ description: "PR that we measured" }),
    measuredAr: column.ar.meta({ description: "AR that we measured, on test data" }),
    claimedPr: column.pr.meta({ description: "PR that the paper prints" }),
    claimedAr: column.ar.meta({ description: "AR that follows from the paper" }),
    difference: column.count("measured AR - claimed AR"),
    paper: column.paper,
    locator: column.locator,
  },
  cypher: `
    MATCH (m:Method {id: $method})<-[:OF_METHOD]-(s:Strategy)<-[:ENDS_WITH]-(scheme:Scheme {length: 1})
    MATCH (scheme)<-[:EVALUATES]-(trial:Trial {state: "complete"})-[:ON_TASK]->(task:Task)
    WHERE trial.ar IS NOT NULL AND trial.pr IS NOT NULL
    MATCH (task)-[:OF_NETWORK]->(n:Network), (task)-[:ON_DATASET]->(d:Dataset)
    WITH m, n, d, collect({strategy: s.id, trial: trial}) AS trials
    MATCH (m)<-[:OF_METHOD]-(r:Result)-[:ON_TASK]->(claimed:Task)
    WHERE r.ar IS NOT NULL AND r.pr IS NOT NULL AND EXISTS { (claimed)-[:OF_NETWORK]->(n) } AND EXISTS { (claimed)-[:ON_DATASET]->(d) }
    WITH n, d, trials, collect({r: r, ar: r.ar, pr: r.pr, id: r.id}) AS claims
    UNWIND trials AS each
    WITH n, d, each.strategy AS strategy, each.trial AS trial, claims
    UNWIND claims AS claim
    WITH n, d, strategy, trial, claim, abs(claim.pr - trial.pr) AS apart
    WHERE apart <= $within
    WITH n, d, strategy, trial, claim ORDER BY apart, claim.id
    WITH n, d, strategy, trial, collect(claim)[0] AS claim
    WITH n, d, strategy, trial, claim.r AS r
    MATCH (r)-[reported:REPORTED_IN]->(p:Paper)
    RETURN n.id AS network, d.id AS dataset, strategy, trial.key AS trial, trial.pr AS measuredPr, trial.ar AS measuredAr,
           r.pr AS claimedPr, r.ar AS claimedAr, trial.ar - r.ar AS difference, p.id AS paper, reported.locator AS locator
    ORDER BY abs(difference) DESC, trial
    LIMIT toInteger($limit)`,
});
