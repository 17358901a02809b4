import { useSyncExternalStore } from "react";

/** Where the reader is: the path, and the page's state in the query. */
export interface Address {
  path: string;
  query: URLSearchParams;
}

const listeners = new Set<() => void>();
let now = read();

function read(): Address {
  return { path: location.pathname.replace(/\/+$/, "") || "/", query: new URLSearchParams(location.search) };
}

function changed(): void {
  now = read();
  for (const listener of listeners) listener();
}

addEventListener("popstate", changed);

/** The address, and a new look whenever it changes. */
export function useAddress(): Address {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => now,
  );
}

/** Goes to an address of the page; `replace` leaves no step to go back to. */
export function go(to: string, { replace = false } = {}): void {
  if (to === location.pathname + location.search) return;
  const path = location.pathname;
  history[replace ? "replaceState" : "pushState"](null, "", to);
  changed();
  if (location.pathname !== path) scrollTo(0, 0);
}

/** Changes part of the page's state in the address; null takes a value away. */
export function setQuery(changes: Record<string, string | null>, o?: { replace?: boolean }): void {
  const query = new URLSearchParams(location.search);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null || value === "") query.delete(name);
    else query.set(name, value);
  }
  const text = query.toString();
  go(location.pathname + (text && `?${text}`), o);
}

/** An address with a piece of text in its path. */
export function at(strings: TemplateStringsArray, ...parts: (string | number)[]): string {
  return strings.reduce((all, text, i) => all + text + (i < parts.length ? encodeURIComponent(parts[i]!) : ""), "");
}

/** The parts of a path, as they were before they were put into it. */
export function partsOf(path: string): string[] {
  return path
    .split("/")
    .filter(Boolean)
    .map((part) => {
      try {
        return decodeURIComponent(part);
      } catch {
        return part;
      }
    });
}
