import type { RequestHandler } from "express";
import { type Graph, listStudies, run } from "../../graph/index.ts";
import type { Jobs } from "../jobs/jobs.ts";

/** Upper bounds of the classes of request times, in seconds. */
const bounds = [0.01, 0.03, 0.1, 0.3, 1, 3, 10] as const;

interface Count {
  /** Requests in each class, the last one without a bound. */
  classes: number[];
  seconds: number;
}

/** What a server counts of itself. */
export class Metrics {
  readonly #requests = new Map<string, Count>();

  /** Counts the requests of an operation, with their times and statuses. */
  counting(operation: string): RequestHandler {
    return (_request, response, next) => {
      const began = performance.now();
      response.once("close", () => this.#add(operation, response.statusCode, (performance.now() - began) / 1000));
      next();
    };
  }

  #add(operation: string, status: number, seconds: number): void {
    const labels = `operation="${operation}",status="${status}"`;
    const count = this.#requests.get(labels) ?? { classes: new Array(bounds.length + 1).fill(0), seconds: 0 };
    const place = bounds.findIndex((bound) => seconds <= bound);
    count.classes[place < 0 ? bounds.length : place]! += 1;
    count.seconds += seconds;
    this.#requests.set(labels, count);
  }

  /** All of it as Prometheus reads it (text format 0.0.4). Streams count when they end. */
  async text({ graph, jobs, version }: { graph: Graph; jobs: Jobs; version: string }): Promise<string> {
    const studies = await run(graph, listStudies, {});
    const { rss, heapUsed } = process.memoryUsage();
    return [
      ...family("automc_info", "gauge", "This server.", [[`version="${version}"`, 1]]),
      ...family("automc_studies", "gauge", "Studies in the graph by state.", byState(studies)),
      ...family("automc_trials", "gauge", "Trials in the graph.", [
        ["", studies.reduce((sum, { trials }) => sum + trials, 0)],
      ]),
      ...family("automc_jobs", "gauge", "Jobs of this server by state.", byState(jobs.list())),
      ...family("process_resident_memory_bytes", "gauge", "Memory of the server's process.", [["", rss]]),
      ...family("nodejs_heap_used_bytes", "gauge", "JavaScript heap of the server's process.", [["", heapUsed]]),
      ...this.#times(),
      "",
    ].join("\n");
  }

  #times(): string[] {
    const name = "automc_http_request_seconds";
    const lines = [`# HELP ${name} Requests by operation and status.`, `# TYPE ${name} histogram`];
    for (const [labels, { classes, seconds }] of this.#requests) {
      let sum = 0;
      for (const [at, count] of classes.entries()) {
        sum += count;
        lines.push(`${name}_bucket{${labels},le="${bounds[at] ?? "+Inf"}"} ${sum}`);
      }
      lines.push(`${name}_sum{${labels}} ${seconds}`, `${name}_count{${labels}} ${sum}`);
    }
    return lines;
  }
}

function byState(all: readonly { state: string }[]): [string, number][] {
  const counts = new Map<string, number>();
  for (const { state } of all) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => [`state="${state}"`, count]);
}

function family(name: string, type: string, help: string, samples: readonly [string, number][]): string[] {
  const lines = samples.map(([labels, value]) => `${name}${labels && `{${labels}}`} ${value}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} ${type}`, ...lines];
}
