import { afterAll, beforeAll, expect, test } from "vitest";
import { paperText } from "../ingest/readers/paper.ts";
import { writeSmallKnowledge } from "../server/http/small-knowledge.ts";
import { type Served, served } from "./served.ts";
import { seriousFindings, shoot } from "./visitor.ts";

let it: Served;
beforeAll(async () => {
  it = await served();
  await writeSmallKnowledge(it.tiny.graph);
});
afterAll(() => it.close());

const card = `id: SNIP2
name: Cut of SNIP2
paper: { id: "doi:10.1000/SNIP2", title: A Cut, year: 2021 }
techniques: [{ id: TE91, name: Cutting }]
`;

test("a card is dropped, looked at, accepted, its method found and explored, and rolled back", async () => {
  const page = await it.visitor.open("/ingest");
  const choose = (name: string, text: string) =>
    page.locator("input[type=file]").setInputFiles({ name, mimeType: "text/plain", buffer: Buffer.from(text) });
  await choose("broken.yaml", "id: [");
  await page.getByRole("alert").getByText("broken.yaml:").waitFor();
  await choose("card.yaml", card);
  await page.getByText("+ Method SNIP2").first().waitFor();
  await page.getByRole("button", { name: "Accept" }).click();
  await page.getByText("It is in the graph").waitFor();

  await page.getByRole("link", { name: "Knowledge" }).click();
  await page.getByRole("searchbox").fill("SNIP2");
  await page.locator(".found").getByRole("link", { name: "Cut of SNIP2" }).first().click();
  await page.getByRole("heading", { name: /SNIP2/ }).waitFor();
  await page.getByRole("link", { name: "Explore", exact: true }).click();
  await page.locator(".picture canvas").first().waitFor();
  await page.getByLabel("The node").getByText("Cutting").waitFor();
  await page.getByRole("button", { name: "Cutting" }).click();
  await page.getByRole("button", { name: "Open its neighbours" }).click();
  expect(new URL(page.url()).searchParams.get("at")).toBe("Method:SNIP2|Technique:TE91");
  await page.getByRole("button", { name: "Undo" }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get("at")).toBe("Method:SNIP2");

  await page.getByRole("link", { name: "Ingest" }).click();
  await page.getByRole("button", { name: "Roll back" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Roll back" }).click();
  await expect.poll(async () => (await fetch(`${it.address}/api/v1/methods/SNIP2`)).status).toBe(404);
  expect(it.visitor.complaints).toEqual([]);
});

test("a paper is dropped, its rows are seen beside what is printed, accepted, on their task's page, and rolled back", async () => {
  const page = await it.visitor.open("/ingest");
  await page
    .locator("input[type=file]")
    .setInputFiles({ name: "cuts.md", mimeType: "text/markdown", buffer: Buffer.from(paperText()) });
  await page.getByText("as printed").waitFor({ timeout: 60_000 });
  // A column is said to be something else, and back: its rows follow.
  const lost = page.getByLabel("What is Drop (%)?");
  const readAs = page.getByRole("region", { name: "Rows of the paper" });
  expect(await lost.inputValue()).toBe("drop");
  await lost.selectOption("ignore");
  await expect.poll(() => lost.isEnabled()).toBe(true);
  expect(await lost.inputValue()).toBe("ignore");
  await expect.poll(() => readAs.getByText("1.11").count()).toBe(0);
  await lost.selectOption("drop");
  await readAs.getByText("1.11").waitFor();
  expect(await seriousFindings(page)).toEqual([]);
  await shoot(page, "mapping");
  // A row is no result, by the keyboard, and is one again; what no cell says is said of the whole table.
  const row = page.getByLabel("What is row 4?");
  await row.focus();
  await page.keyboard.press("n");
  await expect.poll(() => readAs.getByText("WrongCut").count()).toBe(0);
  await expect.poll(() => row.isEnabled()).toBe(true);
  await row.selectOption("result");
  await readAs.getByText("WrongCut").first().waitFor();
  await page.getByText("All of Table 1 is of …").click();
  const network = page.getByRole("form", { name: "All of Table 1 is of" }).getByLabel("Network");
  for (const [said, task] of [
    ["VGG-16", "vgg16/cifar10"],
    ["", "resnet20/cifar10"],
  ] as const) {
    await expect.poll(() => network.isEnabled()).toBe(true);
    await network.fill(said);
    await network.press("Enter");
    await readAs.getByText(task).first().waitFor();
  }
  // One row is of another network, one column in another unit, by the keyboard; and both are taken back.
  for (const [place, field, said] of [
    ["row 4", "Network", "VGG-16"],
    ["Drop (%)", "Method", "FPGM"],
  ] as const) {
    const more = page.getByRole("button", { name: `Say more of ${place}` });
    const dialog = page.getByRole("dialog", { name: `All of ${place} is of` });
    const tell = async (text: string) => {
      await expect.poll(() => more.isEnabled()).toBe(true);
      await more.press("Enter");
      await dialog.getByLabel(field).fill(text);
      await dialog.getByLabel(field).press("Enter");
    };
    await tell(said);
    await page.getByRole("button", { name: `Say more of ${place}: ${said}` }).waitFor();
    await expect.poll(() => more.isEnabled()).toBe(true);
    if (field === "Network") await readAs.getByText("vgg16/cifar10").first().waitFor();
    await tell("");
    await expect.poll(() => page.getByRole("button", { name: `Say more of ${place}: ${said}` }).count()).toBe(0);
  }
  await expect.poll(() => page.getByRole("button", { name: "Say more of Drop (%)" }).isEnabled()).toBe(true);
  await page.getByRole("button", { name: "Say more of Drop (%)" }).click();
  await page.getByRole("dialog").getByLabel("Unit of its numbers").waitFor();
  await page.keyboard.press("Escape");
  // The first row of data is said to be a label, and no label any more.
  await page.getByLabel("What is row 2?").selectOption("labels");
  await expect.poll(() => readAs.getByText("FPGM").count()).toBe(0);
  await expect.poll(() => page.getByLabel("What is row 2?").isEnabled()).toBe(true);
  await page.getByLabel("What is row 2?").selectOption("result");
  await readAs.getByText("FPGM").first().waitFor();
  const rows = page.getByRole("checkbox", { name: /^Take row/, disabled: false });
  if (!(await rows.first().isChecked())) await rows.first().check();
  await page.getByRole("button", { name: "Show the difference" }).click();
  await page
    .getByText(/^\+ Result /)
    .first()
    .waitFor();
  await page.getByRole("button", { name: /^Accept \d/ }).click();
  await page.getByText(/rows are in the graph/).waitFor();
  await page.locator(".note.good").getByRole("link").first().click();
  await page.getByRole("table", { name: "All outcomes" }).getByText("published").first().waitFor();

  await page.getByRole("link", { name: "Ingest" }).click();
  await page.getByRole("button", { name: "Roll back" }).first().click();
  await page.getByRole("dialog").getByRole("button", { name: "Roll back" }).click();
  await expect.poll(() => page.getByText("cuts.md").count()).toBe(0);
  expect(it.visitor.complaints).toEqual([]);
});

test("Cypher is completed from the graph's own words, its mistakes are found, and its rows are read", async () => {
  const page = await it.visitor.open("/cypher");
  const editor = page.getByLabel("Cypher query");
  // By its keys, as a person does: what `fill` does to several lines is the browser's own editing, with inline styles.
  const write = async (text: string) => {
    await editor.focus();
    await page.keyboard.press("Control+A");
    await page.keyboard.press("Delete");
    await page.keyboard.insertText(text);
    await page.keyboard.press("Escape"); // what completes the last word, where that has come
  };
  await write("");
  await editor.pressSequentially("MATCH (m:Meth");
  await page.locator(".cm-tooltip-autocomplete").getByText("Method", { exact: true }).waitFor();
  await page.keyboard.press("Enter");
  await page.keyboard.press("End");
  await page.keyboard.insertText(" RETURN q.id AS method");
  await page.locator(".cm-lintRange-error").first().waitFor();
  await write("MATCH (m:Method) RETURN m.id AS method ORDER BY method");
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByRole("table", { name: "Rows" }).getByRole("link", { name: "NS" }).waitFor();
  await write("MATCH (m:Method {id: 'NS'}), (s:Strategy) WHERE s.id STARTS WITH 'NS' RETURN m, s");
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByRole("button", { name: "Graph" }).click();
  const picture = page.getByRole("region", { name: "Rows as a graph" });
  await picture.locator("canvas").first().waitFor();
  await picture.getByText(/^4 nodes, 3 relationships/).waitFor(); // these are not in the rows
  await page.getByLabel("what connects them, too").uncheck();
  await picture.getByText(/^4 nodes, 0 relationships/).waitFor();
  expect(new URL(page.url()).searchParams.get("view")).toBe("graph");
  await editor.press("Escape"); // a list of completions may have come late
  await expect.poll(() => page.locator(".cm-tooltip-autocomplete").count()).toBe(0);
  expect(await seriousFindings(page)).toEqual([]);
  await shoot(page, "cypher graph");
  await picture.getByRole("button", { name: "Open its neighbours" }).click();
  await expect.poll(() => new URL(page.url()).searchParams.get("at")).toBe("Method:NS");
  await page.goBack();
  await write("CREATE (:Method {id: 'no'})");
  await page.getByRole("button", { name: "Run" }).click();
  await page.getByRole("alert").waitFor();

  await page.getByLabel("Question", { exact: true }).selectOption("find");
  await page.locator("form input[name=text]").fill("slimming");
  await page.getByRole("button", { name: "Ask" }).click();
  await page.getByRole("table", { name: "Rows" }).getByText("Network slimming", { exact: true }).waitFor();
  expect(it.visitor.complaints).toEqual([]);
});
