import { useMemo } from "react";
import { at, go, setQuery, useAddress } from "../address.ts";
import { call, type Returned } from "../api/calls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Link } from "../link.tsx";
import { Badge, Empty, Failed, Loading } from "../parts/states.tsx";
import { type Column, Table } from "../parts/table.tsx";
import { change, percent, when } from "../words.ts";

/** Every study: what it is about, how it stands, and a box to compare it with others. */
export function StudyList() {
  const { query } = useAddress();
  const words = query.get("q") ?? "";
  const chosen = useMemo(() => new Set((query.get("of") ?? "").split(",").filter(Boolean)), [query]);
  const asked = useAnswer("studies", (signal) => call("listStudies", { query: { limit: 10_000 } }, { signal }));
  const all = asked.data?.studies;
  const shown = useMemo(() => {
    const wanted = words.toLowerCase();
    return all?.filter(({ name, taskId, algorithm, state }) =>
      `${name} ${taskId} ${algorithm} ${state}`.toLowerCase().includes(wanted),
    );
  }, [all, words]);
  const toggle = (name: string) => {
    const next = new Set(chosen);
    if (!next.delete(name)) next.add(name);
    setQuery({ of: [...next].join(",") }, { replace: true });
  };
  return (
    <>
      <div className="heading">
        <h1>Studies</h1>
        <span className="grow" />
        {chosen.size > 1 && (
          <Link className="button" to={`/studies/compare?of=${[...chosen].map(encodeURIComponent).join(",")}`}>
            Compare {chosen.size}
          </Link>
        )}
        <Link className="button main" to="/studies/new">
          New study
        </Link>
      </div>
      {asked.problem && <Failed problem={asked.problem} again={asked.again} />}
      {asked.loading && <Loading what="studies" />}
      {all?.length === 0 && (
        <Empty title="No study yet.">
          <p>
            A study looks for schemes that make one network smaller. <Link to="/studies/new">Begin one here</Link>, or
            run <code>npm start</code>, which trains a small network and searches for it.
          </p>
        </Empty>
      )}
      {shown && all && all.length > 0 && (
        <>
          <label className="field inline">
            Filter
            <input
              type="search"
              value={words}
              placeholder="name, task, state …"
              onChange={(event) => setQuery({ q: event.target.value }, { replace: true })}
            />
          </label>
          <Table
            label="Studies"
            rows={shown}
            columns={columns(chosen, toggle)}
            keyOf={keyOf}
            onFocus={({ name }) => go(at`/studies/${name}`)}
            height={640}
          />
          {shown.length === 0 && <Empty title={`No study has "${words}" in its name, task, search or state.`} />}
        </>
      )}
    </>
  );
}

type Listed = Returned<"listStudies">["studies"][number];
const keyOf = ({ name }: Listed) => name;

const columns = (chosen: ReadonlySet<string>, toggle: (name: string) => void): Column<Listed>[] => [
  {
    id: "compare",
    title: "",
    width: "48px",
    cell: ({ name }) => (
      <input
        type="checkbox"
        aria-label={`Compare ${name}`}
        checked={chosen.has(name)}
        onClick={(event) => event.stopPropagation()}
        onChange={() => toggle(name)}
      />
    ),
  },
  {
    id: "name",
    title: "study",
    width: "minmax(180px, 2fr)",
    by: ({ name }) => name,
    cell: ({ name }) => <Link to={at`/studies/${name}`}>{name}</Link>,
  },
  { id: "state", title: "state", width: "100px", by: ({ state }) => state, cell: ({ state }) => <Badge of={state} /> },
  { id: "task", title: "task", width: "minmax(140px, 1fr)", by: ({ taskId }) => taskId, cell: ({ taskId }) => taskId },
  { id: "algorithm", title: "search", width: "130px", by: (s) => s.algorithm, cell: (s) => s.algorithm },
  { id: "target", title: "target γ", width: "90px", number: true, by: (s) => s.target, cell: (s) => s.target },
  { id: "trials", title: "trials", width: "80px", number: true, by: (s) => s.trials, cell: (s) => s.trials },
  {
    id: "best",
    title: "best of its front",
    width: "190px",
    by: ({ best }) => best?.ar ?? null,
    cell: ({ name, best }) =>
      best ? (
        <Link to={at`/studies/${name}/trials/${best.number}`}>
          AR {change(best.ar)}, PR {percent(best.pr)}
        </Link>
      ) : (
        <span className="soft">none yet</span>
      ),
  },
  { id: "created", title: "begun", width: "160px", by: (s) => s.createdAt, cell: (s) => when(s.createdAt) },
];
