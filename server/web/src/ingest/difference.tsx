import { useState } from "react";
import { Note } from "../parts/states.tsx";

const most = 60;
const kinds: Record<string, string> = { "+": "added", "~": "changed", "-": "removed" };

interface Props {
  /** As the server writes it: `+` added, `~` changed, `-` removed. */
  lines: readonly string[];
  findings?: readonly { severity: string; rule: string; sentence: string }[];
}

/** What a change of knowledge adds, changes and removes, and what the auditor says of it. */
export function Difference({ lines, findings = [] }: Props) {
  const [all, setAll] = useState(false);
  if (lines.length === 0) return <Note>The graph holds all of it already; nothing would change.</Note>;
  return (
    <>
      {findings.map(({ severity, rule, sentence }) => (
        <Note key={`${rule} ${sentence}`} kind={severity === "error" ? "bad" : "info"}>
          {severity}: {sentence} <span className="soft">({rule})</span>
        </Note>
      ))}
      <section className="scroll difference" tabIndex={0} aria-label="The difference">
        <ol>
          {(all ? lines : lines.slice(0, most)).map((line, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: lines may be equal, and never change.
            <li key={i} className={kinds[line[0]!] ?? "other"}>
              <code>{line}</code>
            </li>
          ))}
        </ol>
      </section>
      {!all && lines.length > most && (
        <button type="button" className="button tiny" onClick={() => setAll(true)}>
          {lines.length - most} lines more
        </button>
      )}
    </>
  );
}
