import { type ChangeEvent, type DragEvent, useState } from "react";
import { useAddress } from "../address.ts";
import { CardReview } from "./card-review.tsx";
import { IngestHistory } from "./history.tsx";
import { PaperReview } from "./paper-review.tsx";

const documents = /\.ya?ml$/i;
const papers = /\.(pdf|md|html?|tex)$/i;

/** New knowledge: a card, results or a paper is dropped, looked at, and accepted or not; all of it can be taken back. */
export function Ingest() {
  const { query } = useAddress();
  const [file, setFile] = useState<File>();
  const [turn, setTurn] = useState(0);
  const [over, setOver] = useState(false);
  const take = (files: FileList | null) => {
    setOver(false);
    const [first] = files ?? [];
    if (!first) return;
    setFile(first);
    setTurn(turn + 1);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  };
  const changed = () => setTurn((before) => before + 1);
  return (
    <>
      <h1>Ingest</h1>
      <div
        className={over ? "card drop over" : "card drop"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <label className="button main">
          Choose a file
          <input
            type="file"
            className="hidden"
            accept=".yaml,.yml,.pdf,.md,.html,.htm,.tex"
            onChange={(event: ChangeEvent<HTMLInputElement>) => {
              take(event.target.files);
              event.target.value = "";
            }}
          />
        </label>
        <p className="soft">
          or drop it here: a method card or results (YAML), or a paper (PDF, Markdown, HTML, LaTeX). Nothing is written
          before you accept it.
        </p>
      </div>
      {file && !documents.test(file.name) && !papers.test(file.name) && (
        <p className="note bad" role="alert">
          {file.name} is neither: a card or results end in .yaml, a paper in .pdf, .md, .html or .tex.
        </p>
      )}
      {file && documents.test(file.name) && (
        <CardReview key={`${file.name} ${file.lastModified} ${file.size}`} file={file} onWritten={changed} />
      )}
      {file && papers.test(file.name) && (
        <PaperReview key={`${file.name} ${file.lastModified} ${file.size}`} file={file} onWritten={changed} />
      )}
      <IngestHistory turn={turn} shown={query.get("ingest") ?? undefined} onChange={changed} />
    </>
  );
}
