import { describe, expect, test } from "vitest";
import { nothingKnown, type Proposal, propose, readPaper } from "../../../ingest/index.ts";

/** Tables of kinds that are easily read wrong, made for the purpose: what each of their rows means. */

async function proposalOf(text: string | Uint8Array, file = "a.md"): Promise<Proposal> {
  const bytes = typeof text === "string" ? new TextEncoder().encode(text) : text;
  return propose(await readPaper(bytes, file), file, { knowledge: nothingKnown });
}

/** Each result as "method variant network/dataset: before -> after", and its other figures. */
function told({ rows }: Proposal): string[] {
  return rows.flatMap(({ result, state }) => {
    if (!result || state === "unusable") return [];
    const { method, variant, task, accuracy, baseAccuracy, pr, fr, stated } = result;
    const points = (value: number | undefined) => (value === undefined ? "?" : (100 * value).toFixed(1));
    const rates = [pr === undefined ? "" : ` pr ${points(pr)}`, fr === undefined ? "" : ` fr ${points(fr)}`].join("");
    const said = Object.entries(stated).map(([key, value]) => ` ${key}=${value}`);
    const name = variant === undefined ? method : `${method} (${variant})`;
    return [`${name} ${task}: ${points(baseAccuracy)} -> ${points(accuracy)}${rates}${said.join("")}`];
  });
}

const table = (...rows: string[]) =>
  [
    rows[0],
    `|${rows[0]!
      .split("|")
      .slice(1, -1)
      .map(() => "---")
      .join("|")}|`,
    ...rows.slice(1),
  ].join("\n");
const document = (title: string, caption: string, ...rows: string[]) =>
  `# ${title}\n\n${caption}\n\n${table(...rows)}\n`;

describe("columns", () => {
  test("numbers over columns are steps of what the caption says, and it gives the accuracy before", async () => {
    const text = document(
      "On tides",
      "Table 1. ResNet-50 on ImageNet: top-1 accuracy (%) at sparsity s; the dense baseline is 76.1 %.",
      "| Method | 0.3 | 0.6 |",
      "| Ebb | 75.9 | 74.8 |",
      "| Flow | 75.7 | 73.9 |",
    );
    expect(told(await proposalOf(text))).toEqual([
      "Ebb resnet50/imagenet: 76.1 -> 75.9 pr 30.0",
      "Ebb resnet50/imagenet: 76.1 -> 74.8 pr 60.0",
      "Flow resnet50/imagenet: 76.1 -> 75.7 pr 30.0",
      "Flow resnet50/imagenet: 76.1 -> 73.9 pr 60.0",
    ]);
  });

  test("several accuracies of one row are results of their own, and share the one before", async () => {
    const text = document(
      "On tides",
      "Table 1. VGG-16 on CIFAR-10.",
      "| Model \\ Acc (%) | Baseline | Pruned w.o. FT | FT 40 epochs |",
      "| Ebb | 93.6 (±0.1) | 77.5 (±0.1) | 93.2 (±0.1) |",
    );
    expect(told(await proposalOf(text))).toEqual([
      "Ebb (Pruned w.o. FT) vgg16/cifar10: 93.6 -> 77.5",
      "Ebb (FT 40 epochs) vgg16/cifar10: 93.6 -> 93.2",
    ]);
  });

  test("a reduction beside data sets is that of each of them", async () => {
    const text = document(
      "On tides",
      "Table 1. Accuracy (%) of pruned networks.",
      "| Network | Method | CIFAR-10 | CIFAR-100 | Params ↓ (%) |",
      "| ResNet-18 | Ebb | 94.1 | 75.2 | 40.1 |",
    );
    expect(told(await proposalOf(text))).toEqual([
      "Ebb resnet18/cifar10: ? -> 94.1 pr 40.1",
      "Ebb resnet18/cifar100: ? -> 75.2 pr 40.1",
    ]);
  });

  test("INT8 is after, FP32 before, a ratio of theirs relative; throughputs are no accuracy", async () => {
    const text =
      "<h1>SQUISH: validated models</h1><p>All on ImageNet.</p><table><thead><tr><th rowspan=2>Model</th><th colspan=3>Accuracy</th><th colspan=2>Performance<br>Throughput(samples/sec)</th></tr>" +
      "<tr><th>INT8</th><th>FP32</th><th>Accuracy Ratio [(INT8-FP32)/FP32]</th><th>INT8</th><th>FP32</th></tr></thead>" +
      "<tr><td>ResNet18</td><td>69.61%</td><td>69.76%</td><td>-0.22%</td><td>91.8</td><td>32.1</td></tr></table>";
    const proposal = await proposalOf(text, "a.html");
    expect(told(proposal)).toEqual(["SQUISH resnet18/imagenet: 69.8 -> 69.6"]);
    expect(proposal.rows[0]!.result).toMatchObject({ printedAr: -0.0022 });
    expect(proposal.counts).toMatchObject([{ figures: 5, read: 3, used: 3 }]);
  });

  test("a caption's accuracy is not that of a column with a label of its own", async () => {
    const text = document(
      "On tides",
      "Table 1. ResNet-50 on ImageNet. Bold marks notable accuracy entries.",
      "| Source s | Method | Top-1 (%) | Δ (pp) |",
      "| 0.35 | Ebb | 73.1 | -3.0 |",
    );
    const proposal = await proposalOf(text);
    expect(told(proposal)).toEqual(["Ebb resnet50/imagenet: 76.1 -> 73.1"]);
    expect(proposal.rows[0]).toMatchObject({ state: "unsure" });
    expect(proposal.counts[0]!.left).toEqual([{ count: 1, why: 'under "Source s", which says nothing to the reader' }]);
  });
});

describe("rows", () => {
  test("0 % removed, or no setting where the others have one, is the network before compression", async () => {
    const text = document(
      "EBB: Tides in networks",
      "Table 1. On ImageNet.",
      "| Model | Params (Reduction) | Top-1 | Sparsity Setting |",
      "| ResNet-50 | 25.6M (0.0%) | 76.2% | N/A |",
      "| ResNet-50 | 14.1M (44.9%) | 75.9% | [0.]+[0.2]*3 |",
    );
    expect(told(await proposalOf(text))).toEqual([
      "EBB resnet50/imagenet: 76.2 -> 75.9 pr 44.9 sparsity setting=[0.]+[0.2]*3",
    ]);
    const scheme = document(
      "EBB: Tides in networks",
      "Table 1. ResNet-18 on ImageNet.",
      "| Model | Quantization Scheme | Accuracy(%) |",
      "| ResNet18 | Floating Points | 71.4 |",
      "| ResNet18 | W8A8 | 71.5 |",
    );
    expect(told(await proposalOf(scheme))).toEqual(["EBB resnet18/imagenet: 71.4 -> 71.5 quantization scheme=W8A8"]);
  });

  test("lines in cells are rows, and a number in brackets behind a network the accuracy before", async () => {
    const text = document(
      "EBB: Tides in networks",
      "Table 1. On ImageNet.",
      "| Model (non-compressed top-1) | Compression | Size ratio | Top-1 (%) |",
      "| ResNet-18 (69.8%) | Small <br> Large | 29x <br> 43x | **65.8** <br> **61.1** |",
    );
    expect(told(await proposalOf(text))).toEqual([
      "EBB resnet18/imagenet: 69.8 -> 65.8 compression=29x setting=Small",
      "EBB resnet18/imagenet: 69.8 -> 61.1 compression=43x setting=Large",
    ]);
  });

  test("of a teacher and a student, the network is the student, before it was taught", async () => {
    const columns = document(
      "ECHO: Echoes",
      "Table 1. Distillation.",
      "| Dataset | Teacher | Student | Acc | Acc(T) | Acc(S) |",
      "| ImageNet | resnet34 | resnet18 | 71.8 | 73.6 | 69.9 |",
    );
    expect(told(await proposalOf(columns))).toEqual(["ECHO resnet18/imagenet: 69.9 -> 71.8 teacher=resnet34"]);
    const matrix = document(
      "On echoes",
      "Table 1. Classification accuracy (%) on CIFAR-100.",
      "| Teacher <br> Student | wrn-40-2 <br> wrn-16-2 | vgg13 <br> vgg8 |",
      "| Teacher <br> Student | 75.6 <br> 73.2 | 74.6 <br> 70.3 |",
      "| KD | 74.9 | 72.9 |",
    );
    expect(told(await proposalOf(matrix))).toEqual([
      "KD wrn16-2/cifar100: 73.2 -> 74.9 teacher=wrn-40-2",
      "KD vgg8/cifar100: 70.3 -> 72.9 teacher=vgg13",
    ]);
    const rows = document(
      "Zoo",
      "Table 1. On ImageNet.",
      "| Model | Method | Top-1 |",
      "| ResNet50 | student | 76.5% |",
      "| ResNet50 | ResNet101 distill | 77.2% |",
    );
    expect(told(await proposalOf(rows))).toEqual(["distill resnet50/imagenet: 76.5 -> 77.2"]);
  });

  test("Chinese labels; a rate of pruning that follows from the counts came out, and was not asked for", async () => {
    const text = document(
      "一种结构化剪枝方法",
      "表1：CIFAR-10 上 ResNet-56 的剪枝结果",
      "| 方法 | 准确率(%) | 参数量(M) | 剪枝率 |",
      "| 基线 | 93.3 | 0.85 | - |",
      "| 潮汐(本文) | 93.1 | 0.45 | 47.1% |",
      "| L1剪枝 | 92.7 | 0.47 | 44.7% |",
    );
    expect(told(await proposalOf(text))).toEqual([
      "潮汐 resnet56/cifar10: 93.3 -> 93.1 pr 47.1",
      "L1 resnet56/cifar10: 93.3 -> 92.7 pr 44.7",
    ]);
  });
});

describe("what is around the tables", () => {
  test("the paper's own method is not where it was published, and pruned models are named behind their figures", async () => {
    const text = `# Tides in networks

PyTorch implementation of EbbCut (IJCAI 2031).

#### CIFAR-10

${table(
  "| Full Model | Params | Accuracy | Pruned Model |",
  "| ResNet56 | 0.41M(51.20%) | 93.0% | [EbbCut-60%](https://example.org/a) |",
  "| GoogLeNet | 2.50M(59.40) | 94.7% | [EbbCut-30%](https://example.org/b) |",
)}
`;
    const proposal = await proposalOf(text);
    expect(told(proposal)).toEqual([
      "EbbCut resnet56/cifar10: ? -> 93.0 pr 51.2",
      "EbbCut googlenet/cifar10: ? -> 94.7 pr 59.4",
    ]);
    expect(proposal.methods).toMatchObject([{ id: "EbbCut", isOwn: true }]);
  });

  test("pictures are named, since nothing in them is read; badges are none", async () => {
    const text =
      '# T\n\n<img src="figs/table1.png?raw=true" width="800">\n\n![Table 2](figs/table2.png) ![build](https://img.shields.io/x.svg)\n';
    const { pictures, rows } = await proposalOf(text);
    expect(rows).toEqual([]);
    expect(pictures.toSorted()).toEqual(["table1.png", "table2.png"]);
  });

  test("other encodings are read with a word, or as they say themselves; never with signs for lost letters", async () => {
    const text = document(
      "Élagage",
      "Table 1. ResNet-56 on CIFAR-10.",
      "| Method | Top-1 (%) |",
      "| Café | 92.1 ± 0.1 |",
    );
    const utf16 = Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, "utf16le")]);
    for (const bytes of [Buffer.from(text, "latin1"), utf16]) {
      const { rows, paper, remarks } = await proposalOf(bytes);
      expect(paper.title).toBe("Élagage");
      expect(rows.map(({ result }) => [result?.method, result?.accuracy])).toEqual([["Café", 0.921]]);
      expect(remarks.some((remark) => /Windows-1252/.test(remark))).toBe(bytes !== utf16);
    }
  });

  test("counts of ten digits stay whole", async () => {
    const text = document(
      "On tides",
      "Table 1. ResNet-50 on ImageNet.",
      "| Method | Top-1 (%) | FLOPs |",
      "| Baseline | 76.2 | 4,089,184,257 |",
      "| Ebb | 75.6 | 2.05G |",
    );
    expect((await proposalOf(text)).rows[1]!.result).toMatchObject({ baseFlops: 4_089_184_257 });
  });
});

describe("what published papers print beside their results", () => {
  const layers = (first: string, ...names: string[]) =>
    document(
      "On tides",
      "Table 1. Pruning LeNet-5 on MNIST with no loss of accuracy.",
      `| ${first} | Weights | Kept % | Compress rate |`,
      ...names.map((name, at) => `| ${name} | ${at + 1}K | ${8 + at}% | ${12 + at}.5% |`),
    );

  test("rows that are layers are no results, by the label over them or by their names", async () => {
    for (const text of [layers("Layer", "first", "second"), layers("", "conv1", "conv2", "fc1", "Total")]) {
      const { rows, counts } = await proposalOf(text);
      expect(rows).toEqual([]);
      expect(counts[0]).toMatchObject({ read: 0 });
      expect(counts[0]!.figures).toBeGreaterThan(0);
    }
    const networks = document(
      "On tides",
      "Table 1. Networks on CIFAR-10, pruned by Ebb.",
      "| Network | Accuracy (%) |",
      "| Conv-2 | 68.1 |",
      "| Conv-4 | 75.3 |",
      "| Conv-6 | 78.2 |",
    );
    expect((await proposalOf(networks)).rows).toHaveLength(3);
  });

  test("deviations on a line of their own belong to the row over them", async () => {
    const text = document(
      "On tides",
      "Table 1. ResNet-56 on CIFAR-10.",
      "| Method | Baseline (%) | Acc. (%) |",
      "| Ebb | 93.6 | 93.2 |",
      "|  | (±0.03) | (± 0.1) |",
      "| Flow | 93.6 | 92.9 |",
    );
    expect(told(await proposalOf(text))).toEqual([
      "Ebb resnet56/cifar10: 93.6 -> 93.2",
      "Flow resnet56/cifar10: 93.6 -> 92.9",
    ]);
  });

  test("Acc. beside times, theoretical and realistic, is an acceleration", async () => {
    const text = document(
      "On tides",
      "Table 1. Theoretical and realistic acceleration on ImageNet.",
      "| Model | Baseline time (ms) | Pruned time (ms) | Realistic Acc. (%) | Theoretical Acc. (%) |",
      "| ResNet-18 | 37.1 | 26.8 | 27.7 | 41.8 |",
      "| ResNet-34 | 63.9 | 45.2 | 29.2 | 41.1 |",
    );
    expect((await proposalOf(text)).rows).toEqual([]);
  });

  test("cited methods under Network are methods; one of the network as it was is its baseline", async () => {
    const cited = document(
      "On tides",
      "Table 1. Comparison on AlexNet, ImageNet.",
      "| Network | Top-1 Error | Compress rate |",
      "| Ebb (Otter et al., 2014) | 41.9% | 2x |",
      "| Flow (Otter et al., 2014) | 42.9% | 3.7x |",
    );
    expect(told(await proposalOf(cited))).toEqual([
      "Ebb alexnet/imagenet: ? -> 58.1",
      "Flow alexnet/imagenet: ? -> 57.1",
    ]);
    const pairs = document(
      "Ebb: on tides",
      "Table 1. On MNIST.",
      "| Network | Top-1 Error |",
      "| LeNet-5 Ref | 0.80% |",
      "| LeNet-5 Pruned | 0.77% |",
    );
    const { rows } = await proposalOf(pairs);
    expect(
      rows.filter(({ state }) => state !== "baseline").map(({ result }) => [result?.baseAccuracy, result?.accuracy]),
    ).toEqual([[0.992, 0.9923]]);
  });

  test("where no column has a label, one number a row may be what the caption promises, and none of several", async () => {
    const bare = (...columns: string[]) =>
      `# On tides\n\nTable 1. Top-1 accuracy (%) of ResNet-56 on CIFAR-10.\n\n<table>${columns
        .map((cells, at) => `<tr><td>${["Ebb", "Flow", "Drift"][at]}</td>${cells}</tr>`)
        .join("")}</table>\n`;
    const one = bare("<td>93.2</td>", "<td>93.0</td>", "<td>92.8</td>");
    const two = bare("<td>93.2</td><td>42.1</td>", "<td>93.0</td><td>50.3</td>", "<td>92.8</td><td>60.2</td>");
    expect((await proposalOf(one)).rows.map(({ result }) => result?.accuracy)).toEqual([0.932, 0.93, 0.928]);
    expect((await proposalOf(two)).rows).toEqual([]);
  });

  test("a label that is broken at its hyphen is still the one that it is", async () => {
    const text = document(
      "On tides",
      "Table 1. ResNet-56 on CIFAR-10.",
      "| Method | Fine- tune? | Baseline (%) | Acc. (%) | PR (%) |",
      "| SFP | 1 | 93.6 | 93.2 | 42.1 |",
    );
    const [row] = (await proposalOf(text)).rows;
    expect(row).toMatchObject({ result: { accuracy: 0.932, baseAccuracy: 0.936, pr: 0.421 } });
    expect(JSON.stringify(row!.reasons)).not.toContain("says nothing");
  });
});
