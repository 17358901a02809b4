import { afterAll, beforeAll, expect, test } from "vitest";
import { type Served, served } from "./served.ts";

let it: Served;
beforeAll(async () => {
  it = await served();
});
afterAll(() => it.close());

test("data sets are listed, and a file that holds no images is refused with its reason", async () => {
  const page = await it.visitor.open("/datasets");
  await page.getByText("mnist").first().waitFor();
  await page
    .locator("[name=file]")
    .setInputFiles({ name: "none.zip", mimeType: "application/zip", buffer: Buffer.from("no zip") });
  await page.locator("[name=name]").fill("none");
  await page.getByRole("button", { name: "Add" }).click();
  await page.getByRole("alert").waitFor();
  expect(it.visitor.complaints).toEqual([]);
});
