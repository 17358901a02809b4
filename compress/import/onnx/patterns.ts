import type { OnnxFile, OnnxNode } from "./graph-file.ts";
import type { Constant } from "./tensors.ts";

/** Who makes a tensor, who takes it, and the number that it is, where it is one. */
interface Uses {
  maker(tensor: string | undefined): OnnxNode | undefined;
  /** The only operation that takes it. */
  taker(tensor: string | undefined): OnnxNode | undefined;
  number(tensor: string | undefined): number | undefined;
}

/** What stands for several operators: the last of them is replaced, and the others are not needed any more. */
interface Found {
  last: OnnxNode;
  by: Pick<OnnxNode, "op" | "inputs">;
}

/**
 * The same network with one operator where PyTorch, or our own export, writes several: a GELU.
 */
export function withPatterns(file: OnnxFile): OnnxFile {
  const uses = usesOf(file);
  const found = new Map<OnnxNode, Found["by"]>();
  for (const node of file.nodes) {
    const pattern = node.op === "Erf" ? gelu(node, uses) : undefined;
    if (pattern) found.set(pattern.last, pattern.by);
  }
  if (found.size === 0) return file;
  return { ...file, nodes: file.nodes.map((node) => ({ ...node, ...found.get(node) })) };
}

function usesOf({ nodes, constants, outputs }: OnnxFile): Uses {
  const makers = new Map(nodes.flatMap((node) => node.outputs.map((name) => [name, node] as const)));
  const takers = new Map<string, OnnxNode[]>();
  for (const node of nodes)
    for (const name of new Set(node.inputs)) takers.set(name, [...(takers.get(name) ?? []), node]);
  const ends = new Set(outputs.map(({ name }) => name));
  const value = (name: string): Constant | undefined => {
    const made = makers.get(name)?.attributes.get("value");
    return constants.get(name) ?? (typeof made === "object" && "values" in made ? (made as Constant) : undefined);
  };
  return {
    maker: (name) => (name === undefined ? undefined : makers.get(name)),
    taker: (name) => {
      const [first, ...others] = (name !== undefined && !ends.has(name) && takers.get(name)) || [];
      return others.length === 0 ? first : undefined;
    },
    number: (name) => {
      const values = name === undefined ? undefined : value(name)?.values;
      return values?.length === 1 ? Number(values[0]) : undefined;
    },
  };
}

const near = (a: number | undefined, b: number) => a !== undefined && Math.abs(a - b) < 1e-4;

/** Its inputs, the number among them last: `[tensor, number]`. */
function withNumber({ inputs }: OnnxNode, { number }: Uses): [string, number | undefined] {
  const [a, b] = inputs as [string, string];
  return number(b) === undefined && number(a) !== undefined ? [b, number(a)] : [a, number(b)];
}

/** x · (1 + erf(x / √2)) / 2, whichever of the factors comes first. */
function gelu(erf: OnnxNode, uses: Uses): Found | undefined {
  const scale = uses.maker(erf.inputs[0]);
  if (!scale) return undefined;
  const [x, by] = withNumber(scale, uses);
  if (!(scale.op === "Div" ? near(by, Math.SQRT2) : scale.op === "Mul" && near(by, Math.SQRT1_2))) return undefined;
  const plus = uses.taker(erf.outputs[0]);
  if (plus?.op !== "Add" || withNumber(plus, uses)[1] !== 1) return undefined;
  const first = uses.taker(plus.outputs[0]);
  if (first?.op !== "Mul") return undefined;
  const other = first.inputs.find((name) => name !== plus.outputs[0]);
  const half = uses.maker(other);
  if (half?.op === "Mul" && halves(half, x, uses)) return { last: first, by: { op: "Gelu", inputs: [x] } };
  const second = uses.taker(first.outputs[0]);
  if (other === x && second?.op === "Mul" && halves(second, first.outputs[0]!, uses))
    return { last: second, by: { op: "Gelu", inputs: [x] } };
  return undefined;
}

function halves(node: OnnxNode, of: string, uses: Uses): boolean {
  const [tensor, number] = withNumber(node, uses);
  return tensor === of && number === 0.5;
}
