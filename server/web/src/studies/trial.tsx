import { at } from "../address.ts";
import { call } from "../api/calls.ts";
import { useAnswer } from "../api/use-answer.ts";
import { Link } from "../link.tsx";
import { Badge, Empty, Failed, Loading, Note } from "../parts/states.tsx";
import { methodOf, stepsOf } from "../words.ts";
import { Stages } from "./stages.tsx";
import { TrialFigures } from "./trial-figures.tsx";
import { TrialModel } from "./trial-model.tsx";

/** One trial: its steps, what each measured, and the model it made. */
export function TrialPage({ of: [study = "", number = ""] }: { of: string[] }) {
  const about = useAnswer(study, (signal) => call("showStudy", { params: { name: study } }, { signal }));
  const asked = useAnswer(`${study} ${number}`, (signal) =>
    call("listTrials", { params: { name: study }, query: { from: Number(number), limit: 1 } }, { signal }),
  );
  const problem = about.problem ?? asked.problem;
  if (problem) return <Failed problem={problem} again={asked.again} />;
  if (!asked.data || !about.data) return <Loading what={`trial ${number}`} />;
  const trial = asked.data.trials.find((each) => each.number === Number(number));
  const back = <Link to={`${at`/studies/${study}`}?trial=${number}`}>{study}</Link>;
  if (!trial) return <Empty title={`Study ${study} has no trial ${number}.`}>{back}</Empty>;
  const other = (step: number, label: string) => (
    <Link className="button" to={at`/studies/${study}/trials/${Number(number) + step}`}>
      {label}
    </Link>
  );
  return (
    <article>
      <p className="crumbs">
        <Link to="/studies">Studies</Link> / {back}
      </p>
      <div className="heading">
        <h1>Trial {trial.number}</h1>
        <Badge of={trial.state} />
        <span className="grow" />
        {Number(number) > 1 && other(-1, "Previous")}
        {Number(number) < about.data.trials && other(1, "Next")}
      </div>
      {trial.failure && <Note kind="bad">{trial.failure}</Note>}
      {trial.pruned && (
        <Note>
          Ended early after {trial.pruned.epochs} of {trial.pruned.of} epochs: {trial.pruned.reason}
        </Note>
      )}
      <ol className="card steps">
        {stepsOf(trial.scheme).map((step, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a scheme may have one step twice, and never changes.
          <li key={i}>
            <Link to={at`/knowledge/methods/${methodOf(step)}`}>{methodOf(step)}</Link>{" "}
            <code>{step.slice(methodOf(step).length)}</code>
          </li>
        ))}
      </ol>
      {trial.state !== "failed" && (
        <div className="columns from-top">
          <TrialFigures trial={trial} study={about.data} />
          <TrialModel trial={trial} original={about.data.baseArtifact} />
        </div>
      )}
      <Stages stages={trial.stages} />
    </article>
  );
}
