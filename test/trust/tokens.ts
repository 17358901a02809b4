import { operationsOf } from "./api-description.ts";
import type { Row } from "./row.ts";

const verbs = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"];

/**
 * Every address with every verb, without the token and with wrong ones: only /healthz and /readyz
 * answer, and the page's own files, which hold no data and ask for the token.
 */
export async function withoutToken(address: string, token: string): Promise<Row> {
  const right = { authorization: `Bearer ${token}` };
  const paths = [...new Set((await operationsOf(address, right)).map(({ path }) => path.replace(/\{\w+\}/g, "x")))];
  const wrongs: Record<string, string>[] = [
    {},
    { authorization: "Bearer" },
    { authorization: `Bearer ${token.slice(0, -1)}` },
    { authorization: `Bearer ${token}x` },
    { authorization: `Basic ${Buffer.from(`user:${token}`).toString("base64")}` },
    { cookie: `token=${token}` },
  ];
  const failures: string[] = [];
  let tried = 0;
  for (const path of [...paths, "/openapi.json", "/nothing", "/API/V1/METHODS", "//api/v1/methods"]) {
    if (path === "/healthz" || path === "/readyz") continue;
    for (const method of verbs) {
      for (const headers of wrongs) {
        tried += 1;
        const response = await fetch(address + path, { method, headers });
        await response.arrayBuffer();
        if (response.status !== 401) failures.push(`${method} ${path}: ${response.status}`);
      }
    }
  }
  return { area: "addresses and verbs without the token", tried, failures };
}
