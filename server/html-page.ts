const style = `:root{color-scheme:light dark}
body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse;width:100%;font-size:13px}th,td{text-align:left;padding:.3em .6em;border-bottom:1px solid #8884;vertical-align:top}
td.number{text-align:right;font-variant-numeric:tabular-nums}pre{overflow:auto;padding:.8em;border:1px solid #8884}
.scroll{overflow:auto}svg{max-width:100%;height:auto}code,pre{font-size:13px;overflow-wrap:anywhere}
.verdict{display:inline-block;font-size:1.6rem;font-weight:700;padding:.1em .5em;color:#fff;background:#57606a}
.accept{background:#116329}.regression,.infeasible{background:#a40e26}`;

/** A page of its own, whose policy lets it load nothing and run nothing. */
export function page(title: string, parts: readonly string[]): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${style}</style>
<h1>${escaped(title)}</h1>
${parts.filter((part) => part !== "").join("\n")}
</html>
`;
}

/** Text as it stands in HTML, whatever is in it. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** Rows as a table; numbers are aligned to the right. */
export function tableOf(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const cell = (value: string | number) =>
    typeof value === "number" ? `<td class="number">${value}</td>` : `<td>${escaped(value)}</td>`;
  const lines = rows.map((row) => `<tr>${row.map(cell).join("")}</tr>`).join("");
  const names = head.map((name) => `<th scope="col">${escaped(name)}</th>`).join("");
  return `<div class="scroll"><table><thead><tr>${names}</tr></thead><tbody>${lines}</tbody></table></div>`;
}
