import type { Row } from "../api/queries.ts";
import type { Asked } from "../api/use-answer.ts";
import { Empty, Failed, Loading } from "../parts/states.tsx";
import { Rows } from "./rows.tsx";

/** A part of a page that a named query fills. */
export function Part({
  title,
  asked,
  empty,
  columns,
}: {
  title: string;
  asked: Asked<{ rows: Row[] }>;
  empty: string;
  columns?: string[];
}) {
  const id = title.toLowerCase().replace(/\W+/g, "-");
  return (
    <section aria-labelledby={id} className="part">
      <h2 id={id}>{title}</h2>
      {asked.problem && <Failed problem={asked.problem} again={asked.again} />}
      {asked.loading && <Loading what={title.toLowerCase()} />}
      {asked.data?.rows.length === 0 && <Empty title={empty} />}
      {asked.data && asked.data.rows.length > 0 && (
        <Rows label={title} rows={asked.data.rows} {...(columns && { columns })} />
      )}
    </section>
  );
}
