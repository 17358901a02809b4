import { problem } from "../../server/http/problem.ts";
import { type RandomSource, randomness } from "../../server/randomness.ts";
import { type Operation, operationsOf } from "./api-description.ts";
import { oddText, pick, valueFor } from "./odd-values.ts";
import type { Row } from "./row.ts";

const patienceMs = 60_000;

/**
 * Sends requests that the server's own OpenAPI document suggests, most of them wrong somewhere. No
 * answer may be of class 5xx, every failure is a problem in a sentence, every success is JSON, or
 * what the document says.
 */
export async function fuzz(address: string, { requests, seed }: { requests: number; seed: number }): Promise<Row> {
  const random = randomness(seed)("fuzz");
  const operations = await operationsOf(address);
  const failures: string[] = [];
  for (let at = 0; at < requests; at += 1) {
    const asked = requestFor(pick(operations, random), random);
    const wrong = await answerTo(address, asked);
    if (wrong !== undefined) failures.push(`request ${at}, ${asked.method} ${asked.path.slice(0, 200)}: ${wrong}`);
  }
  return { area: "fuzz of the API", tried: requests, failures };
}

interface Asked {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
  streams: boolean;
}

function requestFor({ path, method, parameters, body, streams }: Operation, random: RandomSource): Asked {
  const place = (where: string) => parameters.filter((parameter) => parameter.in === where);
  const inPath = new Map(place("path").map(({ name, schema }) => [name, String(valueFor(schema, random))]));
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encoded(inPath.get(name) || "x"));
  const query = place("query")
    .filter(() => random() < 0.6)
    .map(({ name, schema }) => `${encoded(name)}=${encoded(String(valueFor(schema, random)))}`);
  if (random() < 0.1) query.push(`${encoded(oddText(random))}=${encoded(oddText(random))}`);
  const asked: Asked = {
    method: random() < 0.05 ? pick(["PUT", "DELETE", "PATCH", "OPTIONS"], random) : method.toUpperCase(),
    path: query.length === 0 ? filled : `${filled}?${query.join("&")}`,
    headers: {},
    streams,
  };
  if (body === undefined || asked.method === "GET") return asked;
  const whole = JSON.stringify(valueFor(body, random));
  asked.body = random() < 0.05 ? whole.slice(0, whole.length / 2) : whole;
  asked.headers["content-type"] = random() < 0.05 ? "text/plain" : "application/json";
  return asked;
}

/** Text of an address; half of a pair of surrogates has no form there. */
const encoded = (text: string) => encodeURIComponent(Buffer.from(text).toString());

async function answerTo(address: string, { method, path, headers, body, streams }: Asked): Promise<string | undefined> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(new Error(`no answer in ${patienceMs} ms`)), patienceMs);
  try {
    const init = { method, headers, signal: stop.signal, ...(body !== undefined && { body }) };
    const response = await fetch(address + path, init);
    if (response.status >= 500) return `${response.status} ${(await response.text()).slice(0, 300)}`;
    if (response.status >= 400) {
      const parsed = problem.safeParse(await response.json());
      return parsed.success ? undefined : `${response.status} is no problem: ${parsed.error.message}`;
    }
    if (streams)
      stop.abort(); // its head was right, and it has no end
    else if (response.headers.get("content-type")?.includes("application/json")) await response.json();
    else await response.arrayBuffer();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    clearTimeout(timer);
  }
}
