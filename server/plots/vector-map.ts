import { UMAP } from "umap-js";
import { escaped } from "../html-page.ts";
import { svg } from "./svg.ts";

/** A strategy in the plane. */
export interface MapPoint {
  id: string;
  methodId: string;
  x: number;
  y: number;
}

/**
 * Lays vectors out in the plane so that near ones stay near: UMAP (McInnes et al.,
 * arXiv:1802.03426), by cosine, as the search compares them. The same vectors and random source
 * make the same map. `report` receives the fraction done.
 */
export async function layOut(
  strategies: readonly { id: string; methodId: string; vector: Float32Array }[],
  { neighbours, random }: { neighbours: number; random: () => number },
  report: (done: number) => void,
): Promise<MapPoint[]> {
  const umap = new UMAP({
    nNeighbors: Math.min(neighbours, strategies.length - 1),
    distanceFn: cosineDistance,
    random,
  });
  const epochs = umap.initializeFit(strategies.map(({ vector }) => [...vector]));
  for (let epoch = 1; epoch <= epochs; epoch++) {
    umap.step();
    if (epoch % 10 === 0) {
      report(epoch / epochs);
      await new Promise(setImmediate);
    }
  }
  const places = umap.getEmbedding();
  return strategies.map(({ id, methodId }, i) => {
    const [x = 0, y = 0] = places[i]!;
    return { id, methodId, x, y };
  });
}

function cosineDistance(a: number[], b: number[]): number {
  let [dot, ofA, ofB] = [0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    dot += a[i]! * b[i]!;
    ofA += a[i]! ** 2;
    ofB += b[i]! ** 2;
  }
  return 1 - dot / (Math.sqrt(ofA * ofB) || 1);
}

/** The map as a picture (SVG); each point carries its strategy as `aria-label`. */
export async function mapPlot(title: string, points: readonly MapPoint[]): Promise<string> {
  return svg(title, {
    width: 760,
    height: 620,
    data: [{ name: "points", values: points }],
    scales: [
      { name: "x", type: "linear", domain: { data: "points", field: "x" }, range: "width", zero: false, nice: true },
      { name: "y", type: "linear", domain: { data: "points", field: "y" }, range: "height", zero: false, nice: true },
      {
        name: "method",
        type: "ordinal",
        domain: { data: "points", field: "methodId", sort: true },
        range: { scheme: "tableau20" },
      },
    ],
    legends: [{ fill: "method", title: "method", orient: "right", symbolType: "circle" }],
    marks: [
      {
        type: "symbol",
        from: { data: "points" },
        encode: {
          enter: {
            x: { scale: "x", field: "x" },
            y: { scale: "y", field: "y" },
            size: { value: 14 },
            fill: { scale: "method", field: "methodId" },
            fillOpacity: { value: 0.7 },
            description: { field: "id" },
          },
        },
      },
    ],
  });
}

/**
 * The picture in a page of its own that names the point under the pointer. Nothing is loaded from
 * elsewhere.
 */
export function mapPage(title: string, picture: string): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<title>${escaped(title)}</title>
<style>body{font:14px sans-serif;margin:16px}output{display:block;min-height:1.5em;font-family:monospace}</style>
<output aria-live="polite">Point at a strategy.</output>
${picture}
<script>
const named = document.querySelector("output");
document.querySelector("svg").addEventListener("pointerover", ({ target }) => {
  const label = target.closest("path[aria-label]")?.getAttribute("aria-label");
  if (label) named.textContent = label;
});
</script>
</html>
`;
}
