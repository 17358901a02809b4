import { type Command, Option } from "commander";
import { between, json, parameter, whole } from "./options.ts";

/** `automc graph …`. */
export function addGraph(program: Command): void {
  const graph = program.command("graph").description("the knowledge graph");
  graph
    .command("init")
    .description("create the schema and load the methods and papers that come with AutoMC (again: writes nothing)")
    .addOption(json())
    .action(async (options) => (await import("./commands/graph-init.ts")).init(options));
  graph
    .command("stats")
    .description("how much of everything the graph holds")
    .addOption(json())
    .action(async (options) => (await import("./commands/graph-stats.ts")).stats(options));
  graph
    .command("schema")
    .description("labels, properties and relationships with their counts, and five queries to begin with")
    .addOption(json())
    .action(async (options) => (await import("./commands/graph-schema.ts")).schema(options));
  graph
    .command("shell")
    .description("ask in Cypher, line by line: a query ends with ;, Tab completes, :help lists the rest")
    .action(async () => (await import("./commands/graph-shell.ts")).shell());
  graph
    .command("query [cypher]")
    .description("run a read-only Cypher query, or a named one: --name best-by-task --task resnet56/cifar10")
    .option("--name <query>", "a named query; its parameters are options by their names (--name … --help lists them)")
    .option("--list", "the named queries", false)
    .option(
      "--param <name=value>",
      "a parameter of your query ($name); JSON, or else text; may be repeated",
      parameter,
      {},
    )
    .option("--file <file>", "your query from a file, - for standard input")
    .addOption(json())
    .option("--csv", "rows as CSV", false)
    .option("--limit <n>", "most rows", whole(1, 100_000), 1_000)
    .option("--timeout <seconds>", "longest time", between(0.1, 30), 10)
    .helpOption(false)
    .option("-h, --help", "this, or with --name what the query does and takes")
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async (_, options, command) => (await import("./commands/graph-query.ts")).query(command, options));
  graph
    .command("export")
    .description(
      "a part of the graph as a file: about methods, about a task, near a node, what a named query returns, or all",
    )
    .addOption(
      new Option("--format <name>", "graphology JSON, GraphML, or JSON-LD in ML-Schema's terms")
        .choices(["graphology", "graphml", "jsonld"])
        .default("graphology"),
    )
    .option("--methods <ids...>", "what is about these methods")
    .option("--task <id>", "what is about this task (with --name, the query's parameter)")
    .option("--around <node>", "what is near this node: Method:NS, or an id that only one kind has")
    .option("--hops <n>", "how many relationships away from it (default: 1)", whole(0, 20))
    .option("--name <query>", "what the rows of a named query are about; its parameters are options")
    .option("--strategies", "all strategies too, thousands of a method", false)
    .option("--vectors", "learned vectors too", false)
    .option("--most-nodes <n>", "refuse more than this", whole(1, 10_000_000), 200_000)
    .option("--out <file>", "where to (default: standard output)")
    .allowUnknownOption()
    .allowExcessArguments()
    .action(async (options, command) => (await import("./commands/graph-export.ts")).exportGraph(command, options));
}
