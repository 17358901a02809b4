import { type ComponentType, lazy, Suspense, useEffect } from "react";
import { partsOf, useAddress } from "./address.ts";
import { Frame } from "./frame.tsx";
import { Link } from "./link.tsx";
import { Broken } from "./parts/broken.tsx";
import { Empty, Loading } from "./parts/states.tsx";
import { StudyList } from "./studies/list.tsx";

// Each page's own code is loaded when it is first visited.
const NewStudy = lazy(async () => ({ default: (await import("./studies/new.tsx")).NewStudy }));
const Compare = lazy(async () => ({ default: (await import("./studies/compare.tsx")).Compare }));
const StudyPage = lazy(async () => ({ default: (await import("./studies/study.tsx")).StudyPage }));
const TrialPage = lazy(async () => ({ default: (await import("./studies/trial.tsx")).TrialPage }));
const Knowledge = lazy(async () => ({ default: (await import("./knowledge/knowledge.tsx")).Knowledge }));
const MethodPage = lazy(async () => ({ default: (await import("./knowledge/method.tsx")).MethodPage }));
const PaperPage = lazy(async () => ({ default: (await import("./knowledge/paper.tsx")).PaperPage }));
const TaskPage = lazy(async () => ({ default: (await import("./knowledge/task.tsx")).TaskPage }));
const Explore = lazy(async () => ({ default: (await import("./knowledge/explore.tsx")).Explore }));
const Cypher = lazy(async () => ({ default: (await import("./cypher/cypher.tsx")).Cypher }));
const Embeddings = lazy(async () => ({ default: (await import("./embeddings/embeddings.tsx")).Embeddings }));
const Ingest = lazy(async () => ({ default: (await import("./ingest/ingest.tsx")).Ingest }));

const Models = lazy(async () => ({ default: (await import("./models/models.tsx")).Models }));
const ModelPage = lazy(async () => ({ default: (await import("./models/model.tsx")).ModelPage }));
const Datasets = lazy(async () => ({ default: (await import("./datasets/datasets.tsx")).Datasets }));
const JobsPage = lazy(async () => ({ default: (await import("./jobs/jobs.tsx")).JobsPage }));

type Page = ComponentType<{ of: string[] }>;
const things: Record<string, Page> = { methods: MethodPage, papers: PaperPage, tasks: TaskPage };
const single: Record<string, { Page: Page; title: string }> = {
  explore: { Page: Explore, title: "Explorer" },
  cypher: { Page: Cypher, title: "Cypher" },
  embeddings: { Page: Embeddings, title: "Embeddings" },
  ingest: { Page: Ingest, title: "Ingest" },
  models: { Page: Models, title: "Models" },
  datasets: { Page: Datasets, title: "Data sets" },
  jobs: { Page: JobsPage, title: "Jobs" },
};

/** The page at an address: its component, and the parts of the address that it is about. */
function pageAt(parts: string[]): { Page: Page; of: string[]; title: string } | undefined {
  const [area, first, second, third] = parts;
  if (area === undefined) return { Page: StudyList, of: [], title: "Studies" };
  if (area === "studies") {
    if (first === undefined) return { Page: StudyList, of: [], title: "Studies" };
    if (first === "new") return { Page: NewStudy, of: [], title: "New study" };
    if (first === "compare") return { Page: Compare, of: [], title: "Compare studies" };
    if (second === undefined) return { Page: StudyPage, of: [first], title: first };
    if (second === "trials" && third) return { Page: TrialPage, of: [first, third], title: `${first}, trial ${third}` };
  }
  if (area === "knowledge") {
    if (first === undefined) return { Page: Knowledge, of: [], title: "Knowledge" };
    const Thing = things[first];
    if (Thing && second !== undefined) return { Page: Thing, of: [second], title: second };
  }
  if (area === "models" && first !== undefined && second === undefined)
    return { Page: ModelPage, of: [first], title: `Model ${first.slice(0, 12)}` };
  const alone = single[area];
  return alone && first === undefined ? { ...alone, of: [] } : undefined;
}

/** The whole page. */
export function App() {
  const { path } = useAddress();
  const found = pageAt(partsOf(path));
  const title = found?.title ?? "Nothing here";
  useEffect(() => {
    document.title = `${title} · AutoMC`;
  }, [title]);
  return (
    <Frame area={partsOf(path)[0] ?? "studies"}>
      <Broken key={path}>
        <Suspense fallback={<Loading what="the page" />}>
          {found ? (
            <found.Page of={found.of} />
          ) : (
            <Empty title="There is nothing at this address.">
              <Link to="/studies">All studies</Link>
            </Empty>
          )}
        </Suspense>
      </Broken>
    </Frame>
  );
}
