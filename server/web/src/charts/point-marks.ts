import type { Mark } from "vega";

/**
 * The points of a cloud as marks of the chart: where it is saved whole, no canvas lies over it. They
 * are the rows of `points`, each with its colour.
 *
 * @param size of a mark, in square pixels
 */
export function pointMarks(size: number): Mark {
  return {
    type: "symbol",
    clip: true,
    from: { data: "points" },
    encode: {
      enter: {
        x: { scale: "x", field: "x" },
        y: { scale: "y", field: "y" },
        size: { value: size },
        fill: { field: "colour" },
        fillOpacity: { value: 0.85 },
      },
    },
  };
}
