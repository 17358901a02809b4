import { type FormEvent, useState } from "react";
import { at } from "../address.ts";
import { call } from "../api/calls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Link } from "../link.tsx";
import { Fact } from "../parts/fact.tsx";
import { Failed, Loading, Note } from "../parts/states.tsx";
import { Scheme } from "../studies/scheme.tsx";
import { Widths } from "../studies/widths.tsx";
import { count, percent, short } from "../words.ts";
import { ModelFiles } from "./model-files.tsx";

/** A stored model: where it came from, how good it is, its layers, and ways to take it along. */
export function ModelPage({ of: [reference = ""] }: { of: string[] }) {
  const [turn, setTurn] = useState(0);
  const shown = useAnswer(
    `${reference} ${turn}`,
    (signal) => call("showModel", { params: { model: reference } }, { signal }),
    {
      keep: true,
    },
  );
  const original = shown.data?.original ?? null;
  const before = useAnswer(original, (signal) => call("showModel", { params: { model: original! } }, { signal }));
  const [failure, setFailure] = useState<string>();
  if (shown.problem) return <Failed problem={shown.problem} again={shown.again} />;
  if (!shown.data) return <Loading what={`model ${reference}`} />;
  const model = shown.data;
  const name = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = String(new FormData(event.currentTarget).get("name")).trim();
    const { problem } = await call("nameModel", { params: { model: model.hash }, body: { name: given } });
    setFailure(problem?.detail);
    setTurn(turn + 1);
  };
  const facts = [
    ["network", model.network],
    ["data", model.data],
    ["parameters", count(model.parameters)],
    ["FLOPs", short(model.flops)],
    ["accuracy (test)", percent(model.testAccuracy)],
    ["accuracy (validation)", percent(model.validationAccuracy)],
    ["trained for", `${model.pretrainEpochs} epochs`],
    ["image", model.shape.join(" × ")],
  ] as const;
  return (
    <article>
      <p className="crumbs">
        <Link to="/models">Models</Link>
      </p>
      <div className="heading">
        <h1>{model.names.join(", ") || model.hash.slice(0, 12)}</h1>
        <span className="grow" />
        <Link className="button main" to={at`/studies/new?model=${model.name ?? model.hash}`}>
          New study of it
        </Link>
      </div>
      <p>
        <code className="wrap">{model.hash}</code>
      </p>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <Fact key={name} name={name}>
            {value}
          </Fact>
        ))}
      </dl>
      {model.original && (
        <section className="card stack">
          <h2>Where it came from</h2>
          <p>
            Made from <Link to={at`/models/${model.original}`}>{before.data?.name ?? model.original.slice(0, 12)}</Link>{" "}
            by
          </p>
          <Scheme of={model.scheme.join(" -> ")} />
        </section>
      )}
      <section className="card stack">
        <h2>Taking it along</h2>
        <ModelFiles hash={model.hash} />
        <form className="row-of told" aria-label="Name it" onSubmit={name}>
          <label className="field">
            Another name for it
            <input name="name" required maxLength={64} autoComplete="off" />
          </label>
          <button type="submit" className="button">
            Name it
          </button>
        </form>
        {failure && <Note kind="bad">{failure}</Note>}
      </section>
      <section className="card stack">
        <h2>Layers</h2>
        <Widths layers={model.layers} before={before.data?.layers} />
      </section>
    </article>
  );
}
