import { useEffect, useState } from "react";
import type { Proposal } from "../../../../ingest/index.ts";
import { at } from "../address.ts";
import { call, type Returned } from "../api/calls.ts";
import { useJob } from "../api/use-job.ts";
import { Link } from "../link.tsx";
import { Loading, Note } from "../parts/states.tsx";
import { Difference } from "./difference.tsx";
import { PaperTables } from "./paper-tables.tsx";
import { ProposedRows } from "./proposed-rows.tsx";
import { type TableMapping, together } from "./table-mapping.ts";
import { Told } from "./told.tsx";

type Accepted = Returned<"acceptPaper">;

/** What the whole paper may be of, where its tables don't say. */
const ofPaper = {
  network: "Network",
  dataset: "Data set",
  metric: "Numbers under no label are",
  own: '"Ours" is called',
} as const;

/** A paper: read aside, its rows looked at beside what is printed, and those chosen accepted. */
export function PaperReview({ file, onWritten }: { file: File; onWritten: () => void }) {
  const reading = useJob();
  const [chosen, setChosen] = useState<ReadonlySet<number>>(new Set());
  const [difference, setDifference] = useState<Accepted>();
  const [failure, setFailure] = useState<string>();
  const [mapped, setMapped] = useState<readonly TableMapping[]>([]);
  const [told, setTold] = useState<{ [Name in keyof typeof ofPaper]?: string }>({});
  const [read, setRead] = useState<{ id: string; proposal: Proposal }>();
  const { start } = reading;
  useEffect(() => {
    const tables = mapped.map(({ header: _, columns, rows, ...table }) => ({
      ...table,
      ...{ columns: together(columns), rows: together(rows) },
    }));
    const query = { file: file.name, ...told, ...(tables.length > 0 && { mapping: JSON.stringify({ tables }) }) };
    void start(call("readPaper", { query }, { file: { bytes: file, mediaType: "application/octet-stream" } })).then(
      (job) => {
        const proposal = job?.result as unknown as Proposal | null | undefined;
        if (!job || !proposal) return;
        setRead({ id: job.id, proposal });
        setChosen(new Set(proposal.rows.filter(({ state }) => state === "sure").map(({ number }) => number)));
        setDifference(undefined);
      },
    );
  }, [file, start, mapped, told]);
  if (!read)
    return reading.failure ? (
      <Note kind="bad">{reading.failure}</Note>
    ) : (
      <Loading what={`${file.name}; a process of its own reads it`} />
    );
  const { id, proposal } = read;
  const map = (table: TableMapping) => setMapped([...mapped.filter((each) => each.table !== table.table), table]);
  const accept = async (dryRun: boolean) => {
    const { data, problem } = await call("acceptPaper", { params: { id }, body: { rows: [...chosen], dryRun } });
    setFailure(problem?.detail);
    setDifference(data);
    if (data && !dryRun) onWritten();
  };
  const { paper, rows, tables, counts, remarks } = proposal;
  const tasks = [
    ...new Set(rows.flatMap(({ number, result }) => (result && chosen.has(number) ? [taskOf(result)] : []))),
  ].filter(Boolean);
  return (
    <section className="card stack" aria-labelledby="review">
      <h2 id="review">{paper.title}</h2>
      <p className="soft">
        {paper.id}
        {paper.year ? `, ${paper.year}` : ""}; {tables.withResults} of {tables.all} tables have results; {rows.length}{" "}
        rows.
      </p>
      {remarks.map((remark) => (
        <Note key={remark}>{remark}</Note>
      ))}
      <Told label="All of the paper is of" fields={ofPaper} told={told} busy={reading.running} onTell={setTold} />
      <PaperTables counts={counts} busy={reading.running} onMap={map} />
      {reading.running && <Note>It is read again, with what you said …</Note>}
      {reading.failure && <Note kind="bad">{reading.failure}</Note>}
      <ProposedRows rows={rows} chosen={chosen} onChoose={setChosen} />
      {failure && <Note kind="bad">{failure}</Note>}
      {difference && (
        <>
          {difference.dryRun ? (
            <p>What accepting {difference.accepted.length} rows would change:</p>
          ) : (
            <Note kind="good">
              {difference.accepted.length} rows are in the graph{difference.id && `, as ingest ${difference.id}`}.{" "}
              {tasks.map((task) => (
                <Link key={task} to={at`/knowledge/tasks/${task}`}>
                  {task}{" "}
                </Link>
              ))}
            </Note>
          )}
          <Difference lines={difference.lines} findings={difference.findings} />
        </>
      )}
      <div className="row-of">
        <button type="button" className="button" disabled={chosen.size === 0} onClick={() => accept(true)}>
          Show the difference
        </button>
        <button type="button" className="button main" disabled={chosen.size === 0} onClick={() => accept(false)}>
          Accept {chosen.size} rows
        </button>
      </div>
    </section>
  );
}

const taskOf = (result: NonNullable<Proposal["rows"][number]["result"]>): string =>
  String((result as Record<string, unknown>).task ?? "");
