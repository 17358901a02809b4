/** Which rows of many are shown, and the ways to the others. */
export function Pager(o: { what: string; from: number; size: number; of: number; onFrom: (from: number) => void }) {
  if (o.of <= o.size) return null;
  const last = Math.min(o.of, o.from + o.size);
  const lastPage = Math.floor((o.of - 1) / o.size) * o.size;
  const go = (title: string, to: number, isThere: boolean) => (
    <button
      type="button"
      className="button tiny"
      aria-label={`${title} rows of ${o.what}`}
      disabled={!isThere}
      onClick={() => o.onFrom(Math.min(lastPage, Math.max(0, to)))}
    >
      {title}
    </button>
  );
  return (
    <nav className="row-of" aria-label={`Rows of ${o.what}`}>
      {go("First", 0, o.from > 0)}
      {go("Previous", o.from - o.size, o.from > 0)}
      <span role="status">
        Rows {o.from + 1} to {last} of {o.of}
      </span>
      {go("Next", o.from + o.size, last < o.of)}
      {go("Last", lastPage, last < o.of)}
    </nav>
  );
}
