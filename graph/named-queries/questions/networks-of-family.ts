import * as column from "../columns.ts";
import { namedQuery, nodeId } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * The networks that go by one name, and what the graph has of each.
 *
 *   (:NetworkFamily {id})<-[:IN_FAMILY]-(:Network)<-[:OF_NETWORK]-(:Task {parameters})<-[:ON_TASK]-(:Result | :Study)
 *   (:Task)-[:ON_DATASET]->(:Dataset)
 */
export const networksOfFamily = namedQuery({
  name: "networks-of-family",
  title: "Which networks go by one name?",
  description:
    "What papers call ResNet-56 is built in several ways (other shortcuts, last layers, biases). Each network of a family, with its data sets, its size, and how many results and studies are on it.",
  parameters: { family: parameter.family, limit: parameter.limit(100) },
  columns: {
    network: nodeId("Network", "the network"),
    name: column.text("its name"),
    datasets: column.ids("Dataset", "the data sets that it has a task on"),
    leastParameters: column.number("parameters of its smallest task; tasks differ by their classes"),
    mostParameters: column.number("parameters of its largest task"),
    results: column.count("published results on it"),
    studies: column.count("our studies on it"),
  },
  cypher: `
    MATCH (:NetworkFamily {id: $family})<-[:IN_FAMILY]-(n:Network)
    OPTIONAL MATCH (n)<-[:OF_NETWORK]-(task:Task)
    WITH n, task, COLLECT { MATCH (task)-[:ON_DATASET]->(d:Dataset) RETURN d.id } AS datasets,
         COUNT { (:Result)-[:ON_TASK]->(task) } AS results, COUNT { (:Study)-[:ON_TASK]->(task) } AS studies
    WITH n, min(task.parameters) AS least, max(task.parameters) AS most, sum(results) AS results, sum(studies) AS studies,
         reduce(all = [], ids IN collect(datasets) | all + [id IN ids WHERE NOT id IN all]) AS datasets
    RETURN n.id AS network, coalesce(n.name, n.id) AS name, COLLECT { UNWIND datasets AS id RETURN id ORDER BY id } AS datasets,
           least AS leastParameters, most AS mostParameters, results, studies
    ORDER BY results DESC, network
    LIMIT toInteger($limit)`,
});
