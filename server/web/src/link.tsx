import type { AnchorHTMLAttributes, MouseEvent, ReactNode } from "react";
import { go } from "./address.ts";

type Attributes = Omit<AnchorHTMLAttributes<HTMLAnchorElement>, "href">;

/** A link inside the page: a plain one, which can be opened elsewhere too. */
export function Link({ to, children, ...rest }: { to: string; children: ReactNode } & Attributes) {
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a {...rest} href={to} onClick={follow}>
      {children}
    </a>
  );
}
