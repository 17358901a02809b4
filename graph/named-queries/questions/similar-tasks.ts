import { z } from "zod";
import * as column from "../columns.ts";
import { namedQuery, nodeId } from "../define.ts";
import * as parameter from "../parameters.ts";

/**
 * The tasks most like one, by the seven features (paper, section 3.3.1).
 *
 *   (:Task {categories, imageSize, channels, dataAmount, parameters, flops, accuracy})-[:OF_NETWORK]->(:Network)
 *   (:Task)-[:ON_DATASET]->(:Dataset)
 *
 * distance = √ mean ((x_i − y_i) / σ_i)² over the features that both tasks have; x is log10 of a
 * count, or the accuracy, and σ its standard deviation over all tasks (1 where they do not differ),
 * the scale that `embed` learns on. 0 is the same in all.
 */
export const similarTasks = namedQuery({
  name: "similar-tasks",
  title: "Which tasks are most like one, by the seven features?",
  description:
    "The nearest tasks by data and model: classes, image size, channels, images, parameters, FLOPs (as orders of magnitude) and accuracy, each in standard deviations over all tasks. What worked there is the first guess here.",
  parameters: { task: parameter.task, limit: parameter.limit(10) },
  columns: {
    task: column.task,
    distance: column.count("root mean square difference in standard deviations; 0 is the same"),
    features: column.count("features that both tasks have"),
    network: nodeId("Network", "the network"),
    dataset: nodeId("Dataset", "the data set"),
    published: z.boolean().meta({ description: "whether a result is published on it" }),
    measured: z.boolean().meta({ description: "whether a study was run on it" }),
  },
  cypher: `
    MATCH (t:Task)
    WITH t, [log10(t.categories), log10(t.imageSize), log10(t.channels), log10(t.dataAmount), log10(t.parameters), log10(t.flops),
             t.accuracy] AS x
    WITH collect({task: t, x: x}) AS tasks, [stDevP(x[0]), stDevP(x[1]), stDevP(x[2]), stDevP(x[3]), stDevP(x[4]), stDevP(x[5]),
             stDevP(x[6])] AS spread
    WITH tasks, [s IN spread | CASE WHEN s > 0.000001 THEN s ELSE 1 END] AS spread, [each IN tasks WHERE each.task.id = $task][0].x AS y
    UNWIND tasks AS each
    WITH each.task AS t, [i IN range(0, 6) WHERE each.x[i] IS NOT NULL AND y[i] IS NOT NULL | (each.x[i] - y[i]) / spread[i]] AS gaps
    WHERE t.id <> $task AND size(gaps) > 0
    WITH t, size(gaps) AS features, round(sqrt(reduce(sum = 0.0, gap IN gaps | sum + gap * gap) / size(gaps)), 9) AS distance
    ORDER BY distance, t.id LIMIT toInteger($limit)
    MATCH (t)-[:OF_NETWORK]->(n:Network), (t)-[:ON_DATASET]->(d:Dataset)
    RETURN t.id AS task, distance, features, n.id AS network, d.id AS dataset,
           EXISTS { (:Result)-[:ON_TASK]->(t) } AS published, EXISTS { (:Study)-[:ON_TASK]->(t) } AS measured
    ORDER BY distance, task`,
});
