import { useRef } from "react";

/** A button whose deed can't be undone: it asks first. */
export function Confirm({ label, question, onYes }: { label: string; question: string; onYes: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  return (
    <>
      <button type="button" className="button danger" onClick={() => dialog.current?.showModal()}>
        {label}
      </button>
      <dialog ref={dialog} className="card" aria-label={label}>
        <form method="dialog" className="stack">
          <p>{question}</p>
          <div className="row-of">
            <button type="submit" className="button">
              Keep it
            </button>
            <button type="submit" className="button danger" onClick={onYes}>
              {label}
            </button>
          </div>
        </form>
      </dialog>
    </>
  );
}
