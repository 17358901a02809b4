import { mkdtempSync, rmSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import express from "express";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pageFiles } from "../../../server/http/built-page.ts";
import { type Listening, listen } from "../../../server/http/listen.ts";
import { textOf } from "../../imports.ts";

const folder = mkdtempSync(join(tmpdir(), "automc-test-page-"));
let server: Listening;
beforeAll(async () => {
  await mkdir(join(folder, "assets"));
  await writeFile(join(folder, "index.html"), "<!doctype html><title>the page</title>");
  await writeFile(join(folder, "icon.svg"), "<svg xmlns='http://www.w3.org/2000/svg'/>");
  await writeFile(join(folder, "assets", "main-abc.js"), "export {};");
  await writeFile(join(folder, "secret.txt"), "not for serving");
  const app = express()
    .use(pageFiles(folder))
    .use((_request, response) => void response.status(404).json({ code: "no_such_address" }));
  server = await listen(app, { host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

/** The areas that the page's own navigation leads to. */
const frame = textOf("server/web/src/frame.tsx");
const areas = [...frame.matchAll(/^ {2}\["(\w+)", "[^"]+"\],$/gm)].map(([, area]) => `/${area}`);

test("the navigation was found", () => expect(areas).toContain("/studies"));

test.each([
  ...areas,
  "/",
  "/studies/a%20b/trials/3",
  "/knowledge/tasks/resnet56%2Fcifar10",
  "/models/tiny",
])("%s is the page, asked for anew every time, under a policy without exceptions", async (path) => {
  const response = await fetch(server.address + path);
  expect(await response.text()).toContain("the page");
  expect(response.headers.get("content-type")).toContain("text/html");
  expect(response.headers.get("cache-control")).toBe("no-cache");
  const policy = response.headers.get("content-security-policy")!;
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toMatch(/unsafe|https?:|\*/);
});

test("an asset is kept for ever, and is of its type", async () => {
  const { headers } = await fetch(`${server.address}/assets/main-abc.js`);
  expect(headers.get("content-type")).toContain("javascript");
  expect(headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(headers.get("content-security-policy")).toContain("default-src 'none'");
});

test.each([
  "/api/v1/nothing",
  "/assets/none.js",
  "/assets/",
  "/assets/..%2fsecret.txt",
  "/secret.txt",
  "/studiesx",
  "/index.html",
])("%s is left to the API", async (path) => {
  const response = await fetch(server.address + path);
  expect(response.status).toBe(404);
  expect(await response.text()).not.toContain("not for serving");
});
