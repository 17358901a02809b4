import { describe, expect, test } from "vitest";
import { nothingKnown, propose, readPaper } from "../../../ingest/index.ts";
import { identify, idOfTitle, ownMethodOf } from "../../../ingest/proposals/identity.ts";
import { DrawnPage } from "../readers/drawn-pdf.ts";

const known = [{ id: "arXiv:1811.00250", title: "Filter Pruning via Geometric Median", year: 2019 }];
const told = async (file: string, text: string, papers = known) =>
  identify(await readPaper(new TextEncoder().encode(text), file), papers);

describe("title, authors, year and number", () => {
  test("of Markdown that a converter wrote", async () => {
    const text = `# HRank: Filter Pruning using High-Rank Feature Map

Mingbao Lin, Rongrong Ji, Yan Wang Xiamen University

arXiv:2002.10179v2 [cs.CV] 16 Mar 2020

# Abstract

We propose HRank.

# References

[1] Someone. Another paper. arXiv:1608.08710, 2016.
`;
    expect(await told("a.md", text)).toMatchObject({
      id: "arXiv:2002.10179",
      title: "HRank: Filter Pruning using High-Rank Feature Map",
      authors: ["Mingbao Lin", "Rongrong Ji", "Yan Wang"],
      year: 2020,
      ownMethod: "HRank",
      isRepository: false,
    });
  });

  test("a number that stands among the references is another paper's", async () => {
    const text =
      "# A Study of Filters\n\nWe study filters.\n\n# Introduction\n\nText.\n\n# References\n\n[1] Li. arXiv:1608.08710, 2016.\n";
    const { id, remarks } = await told("a.md", text);
    expect(id).toBeUndefined();
    expect(remarks).toContain("the document has no arXiv number and no DOI");
  });

  test("of HTML that says so in its head", async () => {
    const text = `<html><head><title>x</title><meta name="citation_title" content="A Paper of Filters"><meta name="citation_author" content="Ada Lovelace">
<meta name="citation_author" content="Alan Turing"><meta name="citation_date" content="2021/03/04"><meta name="citation_doi" content="10.1109/cvpr.2021.00042">
</head><body><h1>A Paper of Filters</h1><p>Text.</p></body></html>`;
    expect(await told("a.html", text)).toMatchObject({
      id: "doi:10.1109/cvpr.2021.00042",
      title: "A Paper of Filters",
      authors: ["Ada Lovelace", "Alan Turing"],
      year: 2021,
    });
    const arxiv = text.replace(
      /<meta name="citation_doi"[^>]*>/,
      '<meta name="citation_arxiv_id" content="2103.00001">',
    );
    expect(await told("a.html", arxiv)).toMatchObject({ id: "arXiv:2103.00001" });
  });

  test("of LaTeX", async () => {
    const text = `\\documentclass{article}
\\title{Pruning \\textbf{Filters} of \\\\ Little Weight}
\\author{Ada Lovelace \\and Alan Turing}
\\begin{document}\\maketitle\\begin{abstract}We prune. In CVPR 2019.\\end{abstract}\\end{document}`;
    expect(await told("a.tex", text)).toMatchObject({
      title: "Pruning Filters of Little Weight",
      authors: ["Ada Lovelace", "Alan Turing"],
      year: 2019,
    });
  });

  test("of LaTeX whose authors have marks and places", async () => {
    const text = `\\title{A Title of Words}\\author{Ada Lovelace$^1$, Alan M. Turing$^{1,2}$\\thanks{Equal} \\and Jean-Luc O'Neil \\\\ $^1$University of Nowhere \\quad $^2$NUS, a@b.c}
\\begin{document}\\maketitle\\end{document}`;
    expect((await told("a.tex", text)).authors).toEqual(["Ada Lovelace", "Alan M. Turing", "Jean-Luc O'Neil"]);
  });

  test("of a PDF with arXiv's stamp", async () => {
    const page = new DrawnPage()
      .text(60, 740, "Pruning Filters of Little Weight")
      .text(60, 20, "arXiv:2104.01234v1 [cs.CV] 2 Apr 2021");
    for (let line = 0; line < 20; line++)
      page.text(54, 690 - 12 * line, "Filters of little weight are removed, then trained again for a while.");
    const { id, year } = identify(await readPaper(page.bytes(), "a.pdf"), []);
    expect({ id, year }).toEqual({ id: "arXiv:2104.01234", year: 2021 });
  });

  test("of a repository's page that asks to be cited: its figures need not be the paper's", async () => {
    const text = `# CoolPruner (PyTorch)\n\nCode.\n\n## Citation\n\n\`\`\`\n@inproceedings{x2020,
  title={CoolPruner: Filters {F}irst}, author={Lovelace, Ada and Turing, Alan}, year={2020}, journal={arXiv preprint arXiv:2005.01234}}\n\`\`\`\n`;
    expect(await told("README.md", text)).toMatchObject({
      id: "arXiv:2005.01234",
      title: "CoolPruner: Filters First",
      authors: ["Ada Lovelace", "Alan Turing"],
      year: 2020,
      ownMethod: "CoolPruner",
      isRepository: true,
    });
  });

  test("a title that the graph knows is that paper, in whatever letters", async () => {
    expect(await told("a.md", "# FILTER PRUNING VIA GEOMETRIC MEDIAN\n\nText.\n")).toMatchObject({
      id: "arXiv:1811.00250",
      title: "Filter Pruning via Geometric Median",
      year: 2019,
    });
  });

  test("nothing is known: the id is made of the title, and whoever reads may give all of it", async () => {
    const paper = await readPaper(new TextEncoder().encode("# Ein Papier über Filter!\n\nText.\n"), "a.md");
    const unaided = await propose(paper, "a.md", { knowledge: nothingKnown });
    expect(unaided.paper).toEqual({ id: "title:ein-papier-u-ber-filter", title: "Ein Papier über Filter!" });
    const given = { id: "arXiv:2601.00001", title: "A Paper", year: 2026 };
    expect((await propose(paper, "a.md", { knowledge: nothingKnown, given })).paper).toEqual(given);
  });
});

test("an id made of a title is plain words, whatever the title", () => {
  for (const title of ["../../etc/passwd", "<script>", "", "题目", "a".repeat(5_000)])
    expect(idOfTitle(title)).toMatch(/^title:[\p{L}\p{N}-]{1,120}$/u);
});

test.each<[string, string[], string | undefined]>([
  ["HRank: Filter Pruning using High-Rank Feature Map", [], "HRank"],
  ["Filter Pruning via Geometric Median", ["We propose a method called FPGM, which prunes."], "FPGM"],
  ["Pruning Filters", ["Scientific control (SCOP) is used."], "SCOP"],
  ["Pruning Filters", ["We present results for CNN and DNN on a GPU (GPU)."], undefined],
])("%s %s: its own method is %s", (title, opening, own) => {
  expect(ownMethodOf(title, opening)).toBe(own);
});
