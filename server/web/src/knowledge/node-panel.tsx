import { Link } from "../link.tsx";
import { Badge } from "../parts/states.tsx";
import type { Shown } from "./neighbourhood.ts";
import { pageOf } from "./rows.tsx";
import { text } from "./value-text.ts";

const inside = new Set(["id", "kind", "label", "vector", "x", "y", "steps"]);

interface Props {
  shown: Shown;
  node: string | undefined;
  isOpen: ReadonlySet<string>;
  onFocus: (key: string) => void;
  onToggle: (key: string) => void;
}

/** The node that is looked at, in words, and its relationships: the picture for the keyboard. */
export function NodePanel({ shown, node, isOpen, onFocus, onToggle }: Props) {
  const found = shown.nodes.find(({ key }) => key === node);
  if (!found) return <section className="card soft">Click a node to read what the graph holds of it.</section>;
  const { key, attributes } = found;
  const page = pageOf(attributes.kind, attributes.id);
  const facts = Object.entries(attributes).filter(
    ([name, value]) => !inside.has(name) && value !== null && text(value) !== "",
  );
  const names = new Map(shown.nodes.map((each) => [each.key, each.attributes.label]));
  const links = shown.edges.filter(({ source, target }) => source === key || target === key);
  return (
    <section className="card stack panel" aria-label="The node">
      <div className="row-of">
        <Badge of={attributes.kind.toLowerCase()}>{attributes.kind}</Badge>
        <button type="button" className="button tiny" onClick={() => onToggle(key)}>
          {isOpen.has(key) ? "Close" : "Open its neighbours"}
        </button>
      </div>
      <h2>{page ? <Link to={page}>{attributes.label}</Link> : attributes.label}</h2>
      <dl className="pairs">
        {facts.slice(0, 24).map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{text(value).slice(0, 300)}</dd>
          </div>
        ))}
      </dl>
      {links.length > 0 && (
        <details open={links.length < 30}>
          <summary>{links.length} relationships in the picture</summary>
          <ul className="links">
            {links.slice(0, 200).map((link) => {
              const outward = link.source === key;
              const other = outward ? link.target : link.source;
              return (
                <li key={link.key}>
                  <span className="soft">
                    {outward ? "→" : "←"} {link.attributes.kind}
                  </span>{" "}
                  <button type="button" onClick={() => onFocus(other)}>
                    {names.get(other) ?? other}
                  </button>
                </li>
              );
            })}
          </ul>
        </details>
      )}
    </section>
  );
}
