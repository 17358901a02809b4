import { type KeyboardEvent, useDeferredValue } from "react";
import { at, go, setQuery, useAddress } from "../address.ts";
import { call } from "../api/calls.ts";
import { useQuery } from "../api/queries.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Link } from "../link.tsx";
import { Badge, Empty, Failed, Loading } from "../parts/states.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { count, percent, short } from "../words.ts";
import { pageOf } from "./rows.tsx";

const lists = ["methods", "papers", "tasks"] as const;

/** What the graph knows: a search over all of it, and its methods, papers and tasks. */
export function Knowledge() {
  const { query } = useAddress();
  const words = query.get("q") ?? "";
  const list = lists.find((each) => each === query.get("list")) ?? "methods";
  return (
    <>
      <h1>Knowledge</h1>
      <label className="field search">
        <span>Search methods, papers, tasks, techniques, hyperparameters, studies</span>
        <input
          type="search"
          value={words}
          placeholder="pruning, resnet56, low rank …"
          onChange={({ target }) => setQuery({ q: target.value }, { replace: true })}
          onKeyDown={(event: KeyboardEvent) => event.key === "Escape" && setQuery({ q: null }, { replace: true })}
        />
      </label>
      {words.trim() && <Found words={words.trim()} />}
      <div className="tabs" role="tablist" aria-label="Lists">
        {lists.map((each) => (
          <button
            key={each}
            type="button"
            role="tab"
            aria-selected={each === list}
            onClick={() => setQuery({ list: each }, { replace: true })}
          >
            {each[0]!.toUpperCase() + each.slice(1)}
          </button>
        ))}
      </div>
      <div role="tabpanel" aria-label={list}>
        {list === "methods" ? <Methods /> : list === "papers" ? <Papers /> : <Tasks />}
      </div>
    </>
  );
}

function Found({ words }: { words: string }) {
  const late = useDeferredValue(words);
  const asked = useQuery("find", { text: late, limit: 30 });
  if (asked.problem) return <Failed problem={asked.problem} again={asked.again} />;
  if (!asked.data) return <Loading what={`what is called ${words}`} />;
  const rows = asked.data.rows as { label: string; id: string; name: string }[];
  if (rows.length === 0) return <Empty title={`Nothing is called "${words}".`} />;
  return (
    <ul className="card found">
      {rows.map(({ label, id, name }) => {
        const page = pageOf(label, id) ?? at`/explore?at=${`${label}:${id}`}`;
        return (
          <li key={`${label}:${id}`}>
            <Badge of={label.toLowerCase()}>{label}</Badge> <Link to={page}>{name || id}</Link>{" "}
            {name !== id && <span className="soft">{id}</span>}
          </li>
        );
      })}
    </ul>
  );
}

type Of<T> = T extends (infer Each)[] ? Each : never;

function Methods() {
  const asked = useAnswer("methods", (signal) => call("listMethods", { query: { limit: 10_000 } }, { signal }));
  type Method = Of<NonNullable<typeof asked.data>["methods"]>;
  const columns: Column<Method>[] = [
    {
      id: "id",
      title: "id",
      width: "110px",
      by: ({ id }) => id,
      cell: ({ id }) => <Link to={at`/knowledge/methods/${id}`}>{id}</Link>,
    },
    { id: "name", title: "name", width: "minmax(240px, 1fr)", by: ({ name }) => name, cell: ({ name }) => name },
    {
      id: "runs",
      title: "runs here",
      width: "110px",
      by: ({ executable }) => (executable ? 0 : 1),
      cell: ({ executable, knowledgeOnly }) =>
        executable ? <Badge of="yes">runs</Badge> : <span title={knowledgeOnly ?? ""}>knowledge</span>,
    },
    {
      id: "strategies",
      title: "strategies",
      width: "110px",
      number: true,
      by: (m) => m.strategies,
      cell: (m) => count(m.strategies),
    },
    { id: "results", title: "results", width: "90px", number: true, by: (m) => m.results, cell: (m) => m.results },
    {
      id: "techniques",
      title: "techniques",
      width: "minmax(200px, 1fr)",
      cell: ({ techniques }) => techniques.map(({ name }) => name).join(", "),
    },
  ];
  return (
    <List
      asked={asked}
      rows={asked.data?.methods}
      columns={columns}
      label="Methods"
      open={({ id }) => at`/knowledge/methods/${id}`}
    />
  );
}

function Papers() {
  const asked = useAnswer("papers", (signal) => call("listPapers", { query: { limit: 10_000 } }, { signal }));
  type Paper = Of<NonNullable<typeof asked.data>["papers"]>;
  const columns: Column<Paper>[] = [
    {
      id: "title",
      title: "title",
      width: "minmax(300px, 2fr)",
      by: (p) => p.title,
      cell: ({ id, title }) => <Link to={at`/knowledge/papers/${id}`}>{title}</Link>,
    },
    { id: "year", title: "year", width: "80px", number: true, by: (p) => p.year, cell: (p) => p.year ?? "–" },
    { id: "results", title: "results", width: "90px", number: true, by: (p) => p.results, cell: (p) => p.results },
    { id: "methods", title: "proposes", width: "minmax(120px, 1fr)", cell: (p) => p.methods.join(", ") },
    { id: "id", title: "id", width: "180px", by: (p) => p.id, cell: (p) => p.id },
  ];
  return (
    <List
      asked={asked}
      rows={asked.data?.papers}
      columns={columns}
      label="Papers"
      open={({ id }) => at`/knowledge/papers/${id}`}
    />
  );
}

function Tasks() {
  const asked = useAnswer("tasks", (signal) => call("listTasks", { query: { limit: 10_000 } }, { signal }));
  type Task = Of<NonNullable<typeof asked.data>["tasks"]>;
  const columns: Column<Task>[] = [
    {
      id: "id",
      title: "task",
      width: "minmax(200px, 1fr)",
      by: (t) => t.id,
      cell: ({ id }) => <Link to={at`/knowledge/tasks/${id}`}>{id}</Link>,
    },
    { id: "results", title: "results", width: "90px", number: true, by: (t) => t.results, cell: (t) => t.results },
    { id: "trials", title: "trials here", width: "110px", number: true, by: (t) => t.trials, cell: (t) => t.trials },
    {
      id: "parameters",
      title: "parameters",
      width: "120px",
      number: true,
      by: (t) => t.features.parameters,
      cell: (t) => short(t.features.parameters),
    },
    {
      id: "flops",
      title: "FLOPs",
      width: "120px",
      number: true,
      by: (t) => t.features.flops,
      cell: (t) => short(t.features.flops),
    },
    {
      id: "accuracy",
      title: "accuracy",
      width: "110px",
      number: true,
      by: (t) => t.features.accuracy,
      cell: (t) => percent(t.features.accuracy),
    },
  ];
  return (
    <List
      asked={asked}
      rows={asked.data?.tasks}
      columns={columns}
      label="Tasks"
      open={({ id }) => at`/knowledge/tasks/${id}`}
    />
  );
}

function List<Row extends { id: string }>(o: {
  asked: { problem: Parameters<typeof Failed>[0]["problem"] | undefined; again(): void };
  rows: Row[] | undefined;
  columns: Column<Row>[];
  label: string;
  open: (row: Row) => string;
}) {
  if (o.asked.problem) return <Failed problem={o.asked.problem} again={o.asked.again} />;
  if (!o.rows) return <Loading what={o.label.toLowerCase()} />;
  if (o.rows.length === 0)
    return (
      <Empty title="The graph is empty.">
        <p>
          <code>npx automc graph init</code> fills it with the methods and papers that come along.
        </p>
      </Empty>
    );
  return (
    <Table
      label={o.label}
      rows={o.rows}
      columns={o.columns}
      keyOf={({ id }) => id}
      onFocus={(row) => go(o.open(row))}
      height={620}
    />
  );
}
