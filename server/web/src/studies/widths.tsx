import type { Returned } from "../api/calls.ts";

type Layers = Returned<"showModel">["layers"];

/** The width of each layer, before and after: where the channels went. */
export function Widths({ layers, before }: { layers: Layers; before: Layers | undefined }) {
  const was = new Map(before?.map(({ name, width }) => [name, width]));
  const rows = layers.filter(({ width }) => width !== null);
  const most = Math.max(1, ...rows.map(({ name, width }) => Math.max(width!, was.get(name) ?? 0)));
  return (
    <details open={rows.length <= 14}>
      <summary>Width of each layer{before && ", before and after"}</summary>
      <section className="scroll widths" tabIndex={0} aria-label="Width of each layer">
        <table className="plain">
          <tbody>
            {rows.map(({ name, width }) => {
              const old = was.get(name) ?? null;
              return (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td className="text">
                    <svg width="120" height="10" aria-hidden="true">
                      {old !== null && <rect className="was" width={(120 * old) / most} height="10" />}
                      <rect className="now" width={(120 * width!) / most} height="10" />
                    </svg>
                  </td>
                  <td>
                    {old !== null && old !== width && <span className="soft">{old} → </span>}
                    {width}
                  </td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </section>
    </details>
  );
}
