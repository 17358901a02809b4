import { type FormEvent, useEffect, useMemo, useState } from "react";
import { setQuery, useAddress } from "../address.ts";
import { useQuery } from "../api/queries.ts";
import { Empty, Loading, Note } from "../parts/states.tsx";
import { KindsLegend } from "./kinds-legend.tsx";
import { type Neighbourhood, neighbourhoodOf, union } from "./neighbourhood.ts";
import { NodePanel } from "./node-panel.tsx";
import { Picture } from "./picture.tsx";

const usual = 150;
const mostOfAll = 5000;

/**
 * A walk in the graph. What is open is in the address, so going back undoes a step, and an address
 * can be sent to somebody.
 */
export function Explore() {
  const { query } = useAddress();
  const list = query.get("at") ?? "";
  const opened = useMemo(() => list.split("|").filter(Boolean), [list]);
  const focus = query.get("node") ?? opened.at(-1);
  const strategies = query.get("strategies") === "true";
  const most = query.get("all") === "true" ? mostOfAll : usual;
  const [found, setFound] = useState<ReadonlyMap<string, Neighbourhood>>(new Map());
  const [problem, setProblem] = useState<string>();
  useEffect(() => {
    let left = false;
    setProblem(undefined);
    void Promise.all(opened.map(async (key) => [key, await neighbourhoodOf(key, strategies)] as const)).then(
      (answers) => {
        if (left) return;
        setProblem(answers.find(([, { problem }]) => problem)?.[1].problem?.detail);
        setFound(new Map(answers.flatMap(([key, { data }]) => (data ? [[key, data] as const] : []))));
      },
    );
    return () => {
      left = true;
    };
  }, [opened, strategies]);
  const shown = useMemo(() => union(new Map(found), most), [found, most]);
  const isOpen = useMemo(() => new Set(opened), [opened]);
  const setOpen = (keys: string[]) => setQuery({ at: keys.join("|"), node: null });
  const toggle = (key: string) => setOpen(isOpen.has(key) ? opened.filter((each) => each !== key) : [...opened, key]);
  const onFocus = (key: string) => setQuery({ node: key }, { replace: true });
  const hidden = [...shown.hidden.values()].reduce((a, b) => a + b, 0);
  return (
    <>
      <div className="heading">
        <h1>Explorer</h1>
        <Begin onBegin={(key) => setOpen([...opened, key])} />
        <span className="grow" />
        {opened.length > 0 && (
          <>
            <button type="button" className="button" onClick={() => history.back()}>
              Undo
            </button>
            <button type="button" className="button" onClick={() => setOpen([])}>
              Clear
            </button>
          </>
        )}
      </div>
      {problem && <Note kind="bad">{problem}</Note>}
      {opened.length === 0 ? (
        <Empty title="Begin anywhere.">
          <p>
            Look for a method, a paper or a task above, for example "slimming". Double-click a node to open or close it.
          </p>
        </Empty>
      ) : (
        <>
          <div className="row-of legend-row">
            <KindsLegend shown={shown} />
            <label className="check">
              <input
                type="checkbox"
                checked={strategies}
                onChange={() => setQuery({ strategies: strategies ? null : "true" })}
              />
              all strategies
            </label>
            {hidden > 0 && (
              <span className="soft" role="status">
                {hidden} neighbours are not drawn.{" "}
                <button type="button" className="button tiny" onClick={() => setQuery({ all: "true" })}>
                  Draw up to {mostOfAll.toLocaleString("en")}
                </button>
              </span>
            )}
            {most === mostOfAll && (
              <button type="button" className="button tiny" onClick={() => setQuery({ all: null })}>
                Draw at most {usual} of each
              </button>
            )}
          </div>
          {found.size === 0 && !problem && <Loading what="the neighbourhood" />}
          <div className="columns wide-left">
            <Picture shown={shown} opened={isOpen} focus={focus} onFocus={onFocus} onOpen={toggle} />
            <NodePanel shown={shown} node={focus} isOpen={isOpen} onFocus={onFocus} onToggle={toggle} />
          </div>
        </>
      )}
    </>
  );
}

/** A search for the node to begin with. */
function Begin({ onBegin }: { onBegin: (key: string) => void }) {
  const [words, setWords] = useState("");
  const asked = useQuery("find", words.trim().length > 1 ? { text: words.trim(), limit: 12 } : null);
  const rows = (asked.data?.rows ?? []) as { label: string; id: string; name: string }[];
  const take = (key: string) => {
    setWords("");
    onBegin(key);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (rows[0]) take(`${rows[0].label}:${rows[0].id}`);
  };
  return (
    <form className="begin" onSubmit={submit}>
      <input
        type="search"
        aria-label="Begin at"
        placeholder="begin at a method, paper, task …"
        value={words}
        onChange={({ target }) => setWords(target.value)}
      />
      {words.trim().length > 1 && asked.data && (
        <ul className="card choices">
          {rows.length === 0 && <li className="soft">Nothing is called that.</li>}
          {rows.map(({ label, id, name }) => (
            <li key={`${label}:${id}`}>
              <button type="button" onClick={() => take(`${label}:${id}`)}>
                <span className="soft">{label}</span> {name || id}
              </button>
            </li>
          ))}
        </ul>
      )}
    </form>
  );
}
