import { methodOf, stepsOf } from "../words.ts";

/** A scheme in short: its methods in order, with the whole of it for those who point at it. */
export function Scheme({ of }: { of: string }) {
  if (of === "START") return <span className="soft">the original</span>;
  return (
    <span className="scheme" title={of}>
      {stepsOf(of).map((step, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a scheme may have one step twice, and never changes.
        <span key={i} className="step">
          <b>{methodOf(step)}</b>
          <small>{step.slice(methodOf(step).length).replace(/^\(|\)$/g, "")}</small>
        </span>
      ))}
    </span>
  );
}
