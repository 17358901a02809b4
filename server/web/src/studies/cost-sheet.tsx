/** What a measurement of cost came to, beside the original's: each figure by its name. */
export function CostSheet({ result }: { result: Record<string, unknown> }) {
  const sheets = Object.entries(result).filter(([, sheet]) => typeof sheet === "object" && sheet !== null);
  const flat = sheets.map(([name, sheet]) => [name, flatten(sheet as Record<string, unknown>)] as const);
  const fields = [...new Set(flat.flatMap(([, sheet]) => Object.keys(sheet)))];
  if (fields.length === 0) return null;
  return (
    <section className="scroll" tabIndex={0} aria-label="Cost sheet">
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">cost</th>
            {flat.map(([name]) => (
              <th key={name} scope="col">
                {name}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <tr key={field}>
              <th scope="row">{field}</th>
              {flat.map(([name, sheet]) => (
                <td key={name}>{sheet[field] ?? "–"}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

/** Figures of all depths under one name each: `latency batch 1 median`. */
function flatten(value: Record<string, unknown>, before = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [key, each] of Object.entries(value)) {
    const name = before ? `${before} ${key}` : key;
    if (typeof each === "object" && each !== null) Object.assign(found, flatten(each as Record<string, unknown>, name));
    else if (typeof each === "number") found[name] = each.toLocaleString("en", { maximumSignificantDigits: 5 });
    else if (typeof each === "string" && each.length < 40) found[name] = each;
  }
  return found;
}
