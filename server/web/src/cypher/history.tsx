import { useSyncExternalStore } from "react";

const stored = "automc-cypher";
const most = 50;
const listeners = new Set<() => void>();

interface Kept {
  text: string;
  /** Kept until it is taken away; others make room for newer ones. */
  saved: boolean;
}

let now: Kept[] = read();

function read(): Kept[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(stored) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each): each is Kept => typeof each?.text === "string") : [];
  } catch {
    return [];
  }
}

function write(next: Kept[]): void {
  const others = next.filter(({ saved }) => !saved).slice(0, most);
  now = next.filter((each) => each.saved || others.includes(each));
  localStorage.setItem(stored, JSON.stringify(now));
  for (const listener of listeners) listener();
}

/** Puts a query that ran in front of those before it. */
export function remember(text: string): void {
  const before = now.find((each) => each.text === text);
  write([before ?? { text, saved: false }, ...now.filter((each) => each !== before)]);
}

/** Queries that ran, in this browser alone: to be taken again, kept, or forgotten. */
export function History({ onTake }: { onTake: (text: string) => void }) {
  const kept = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => now,
  );
  const shown = [...kept].sort((a, b) => Number(b.saved) - Number(a.saved)).slice(0, 12);
  if (shown.length === 0) return null;
  return (
    <section className="card" aria-labelledby="history">
      <h2 id="history">Yours</h2>
      <ul className="kept">
        {shown.map((each) => (
          <li key={each.text}>
            <button type="button" className="take-it" title={each.text} onClick={() => onTake(each.text)}>
              {each.text.replace(/\s+/g, " ")}
            </button>
            <button
              type="button"
              className="button tiny"
              aria-pressed={each.saved}
              onClick={() => write(kept.map((other) => (other === each ? { ...each, saved: !each.saved } : other)))}
            >
              {each.saved ? "Kept" : "Keep"}
            </button>
            <button
              type="button"
              className="button tiny"
              aria-label="Forget this query"
              onClick={() => write(kept.filter((other) => other !== each))}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
