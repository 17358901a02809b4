import { useSyncExternalStore } from "react";

const themes = ["system", "light", "dark"] as const;
type Theme = (typeof themes)[number];

const stored = "automc-theme";
const system = matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();
const changed = () => {
  for (const listener of listeners) listener();
};
system.addEventListener("change", changed);

function chosen(): Theme {
  const value = localStorage.getItem(stored);
  return themes.find((theme) => theme === value) ?? "system";
}

function apply(theme: Theme): void {
  document.documentElement.style.colorScheme = theme === "system" ? "light dark" : theme;
}
apply(chosen());

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** Whether the page is dark now. What is drawn in the page's colours is drawn anew when it changes. */
export function useDark(): boolean {
  return useSyncExternalStore(subscribe, () => (chosen() === "system" ? system.matches : chosen() === "dark"));
}

/** Takes the next of: as the system has it, light, dark. */
export function ThemeButton() {
  const theme = useSyncExternalStore(subscribe, chosen);
  const next = () => {
    const to = themes[(themes.indexOf(theme) + 1) % themes.length]!;
    localStorage.setItem(stored, to);
    apply(to);
    changed();
  };
  return (
    <button type="button" className="button quiet theme" onClick={next} aria-label={`Theme: ${theme}. Change it`}>
      {theme === "system" ? "◐" : theme === "light" ? "☀" : "☾"} <span>{theme}</span>
    </button>
  );
}
