import * as column from "../columns.ts";
import { namedQuery, nodeId, optional } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * The uncompressed accuracies that papers start from, for one network.
 *
 *   (:Network {id})<-[:OF_NETWORK]-(:Task)<-[:ON_TASK]-(:Result {baseAccuracy, baseParameters, baseFlops})-[:REPORTED_IN]->(:Paper)
 *   (:Task)-[:ON_DATASET]->(:Dataset)
 */
export const baselinesOfNetwork = namedQuery({
  name: "baselines-of-network",
  title: "From which accuracy do papers start, for one network?",
  description:
    "Every accuracy before compression of a network, by data set and paper, with how many results start from it. Papers differ by points for what is called the same network, which is why AR is a rate and why a low baseline makes a result easy.",
  parameters: {
    network: nodeId("Network", "a network's id", "resnet56"),
    dataset: optional(nodeId("Dataset", "a data set's id", "cifar10")),
    limit: parameter.limit(200),
  },
  columns: {
    dataset: nodeId("Dataset", "the data set"),
    task: column.task,
    baseAccuracy: column.baseAccuracy,
    baseParameters: column.number("parameters before compression"),
    baseFlops: column.number("FLOPs before compression, as 2 x MACs"),
    paper: column.paper,
    results: column.count("results in it that start from there"),
  },
  cypher: `
    MATCH (:Network {id: $network})<-[:OF_NETWORK]-(task:Task)-[:ON_DATASET]->(d:Dataset)
    WHERE $dataset IS NULL OR d.id = $dataset
    MATCH (task)<-[:ON_TASK]-(r:Result)-[:REPORTED_IN]->(p:Paper)
    WITH d, task, p, r.baseAccuracy AS baseAccuracy, r.baseParameters AS baseParameters, r.baseFlops AS baseFlops, count(r) AS results
    RETURN d.id AS dataset, task.id AS task, baseAccuracy, baseParameters, baseFlops, p.id AS paper, results
    ORDER BY dataset, baseAccuracy IS NULL, baseAccuracy DESC, paper, task, baseParameters, baseFlops
    LIMIT toInteger($limit)`,
});
