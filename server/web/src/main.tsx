import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { partsOf } from "./address.ts";
import { App } from "./app.tsx";
import "./look/base.css";
import "./look/parts.css";
import "./look/pages.css";
import { askEarly } from "./studies/ask-early.ts";

const [area, study, ...more] = partsOf(location.pathname);
if (area === "studies" && study !== undefined && study !== "new" && study !== "compare" && more.length === 0)
  askEarly(study);

createRoot(document.getElementById("page")!).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
