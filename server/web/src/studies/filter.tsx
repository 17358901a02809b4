import type { Box } from "../charts/cloud.tsx";

const all: Box = { x: [0, 1], y: [-1, 1] };

/** The brush in numbers: what dragging does, for the keyboard. */
export function Filter(o: {
  box: Box | undefined;
  onBox: (box: Box) => void;
  onClear: () => void;
  chosen: number | undefined;
  of: number;
  /** How many trials there are, as long as not all are here. */
  awaited: number | undefined;
}) {
  const box = o.box ?? all;
  const field = (axis: "x" | "y", end: 0 | 1, label: string) => (
    <label className="field inline">
      {label}
      <input
        type="number"
        step="1"
        value={Math.round(1000 * box[axis][end]) / 10}
        onChange={({ target }) => {
          if (target.value === "") return;
          const span: [number, number] = [...box[axis]];
          span[end] = Number(target.value) / 100;
          o.onBox({ ...box, [axis]: span });
        }}
      />
    </label>
  );
  return (
    <fieldset className="filter">
      <legend>Chosen trials</legend>
      {field("x", 0, "PR from %")}
      {field("x", 1, "to %")}
      {field("y", 0, "AR from %")}
      {field("y", 1, "to %")}
      <span role="status" className="soft">
        {o.awaited !== undefined
          ? `${o.awaited.toLocaleString("en")} trials; all but the newest are on their way.`
          : o.chosen === undefined
            ? "All; drag over the chart to choose."
            : `${o.chosen} of ${o.of}.`}
      </span>
      {o.chosen !== undefined && (
        <button type="button" className="button tiny" onClick={o.onClear}>
          Clear
        </button>
      )}
    </fieldset>
  );
}
