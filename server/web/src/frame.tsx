import { type FormEvent, type ReactNode, useEffect, useState, useSyncExternalStore } from "react";
import { token } from "./api/ask.ts";
import { Link } from "./link.tsx";
import { ThemeButton } from "./look/theme.tsx";

const areas = [
  ["studies", "Studies"],
  ["knowledge", "Knowledge"],
  ["explore", "Explorer"],
  ["cypher", "Cypher"],
  ["embeddings", "Embeddings"],
  ["ingest", "Ingest"],
  ["models", "Models"],
  ["datasets", "Data sets"],
  ["jobs", "Jobs"],
] as const;

/** What every page has around it: the way to the others, the theme, and the question for the token. */
export function Frame({ area, children }: { area: string; children: ReactNode }) {
  return (
    <>
      <a className="skip" href="#main">
        Skip to the content
      </a>
      <header className="top">
        <Link to="/studies" className="brand">
          <img src="/icon.svg" alt="" width="22" height="22" />
          AutoMC
        </Link>
        <nav aria-label="Pages">
          {areas.map(([name, title]) => (
            <Link key={name} to={`/${name}`} {...(name === area && { "aria-current": "page" })}>
              {title}
            </Link>
          ))}
        </nav>
        <ThemeButton />
      </header>
      <TokenGate>
        <main id="main" tabIndex={-1}>
          {children}
        </main>
      </TokenGate>
    </>
  );
}

/** Asks for the server's token once a request was refused without one; then the page begins anew. */
function TokenGate({ children }: { children: ReactNode }) {
  const wanted = useSyncExternalStore(token.onChange, () => token.wanted);
  const [turn, setTurn] = useState(0);
  const [value, setValue] = useState("");
  useEffect(() => {
    if (wanted) document.getElementById("token")?.focus();
  }, [wanted]);
  const give = (event: FormEvent) => {
    event.preventDefault();
    token.wanted = false;
    token.set(value.trim());
    setTurn(turn + 1);
  };
  if (!wanted) return <div key={turn}>{children}</div>;
  return (
    <main id="main" className="narrow">
      <form className="card stack" onSubmit={give}>
        <h1>This server wants its token</h1>
        <p className="soft">It is the value of AUTOMC_TOKEN of whoever started it. It stays in this tab.</p>
        <label className="field">
          Token
          <input
            id="token"
            type="password"
            autoComplete="off"
            value={value}
            onChange={(e) => setValue(e.target.value)}
          />
        </label>
        <button type="submit" className="button main" disabled={value.trim() === ""}>
          Go on
        </button>
      </form>
    </main>
  );
}
