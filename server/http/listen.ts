import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { BadInput } from "../errors.ts";

/** A listening server. */
export interface Listening {
  /** For example `http://127.0.0.1:8080`. */
  address: string;
  /** Stops taking requests and ends event streams; resolves when the last connection is closed. */
  close(): Promise<void>;
}

/**
 * Binds the API to an address; port 0 picks a free one.
 *
 * @throws BadInput when the address is not loopback and no token is set, the port is taken, or the
 * address is not this machine's.
 */
export async function listen(
  app: RequestListener,
  o: { host: string; port: number; token?: string | undefined },
): Promise<Listening> {
  if (!isLoopback(o.host) && o.token === undefined) {
    throw new BadInput(`Refusing to listen on ${o.host} without a token: set AUTOMC_TOKEN, or listen on 127.0.0.1.`);
  }
  const server = createServer(app);
  server.listen(o.port, o.host);
  await once(server, "listening").catch((cause: NodeJS.ErrnoException) => {
    throw new BadInput(sentence(cause, o), { cause });
  });
  const { port } = server.address() as AddressInfo;
  const host = o.host.includes(":") ? `[${o.host}]` : o.host;
  return { address: `http://${host}:${port}`, close: () => close(server) };
}

/** Whether an address is reached from this machine alone. */
export function isLoopback(host: string): boolean {
  return host === "localhost" || host === "::1" || /^127(\.\d{1,3}){3}$/.test(host);
}

async function close(server: Server): Promise<void> {
  const closed = once(server, "close");
  server.close();
  server.closeAllConnections();
  await closed;
}

function sentence(error: NodeJS.ErrnoException, { host, port }: { host: string; port: number }): string {
  switch (error.code) {
    case "EADDRINUSE":
      return `Port ${port} of ${host} is taken; choose another with --port, or stop what uses it.`;
    case "EACCES":
      return `Port ${port} of ${host} may not be used by this user; choose one above 1023 with --port.`;
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return `${host} is not an address of this machine; choose another with --host.`;
    default:
      return `The server cannot listen on ${host}:${port}: ${error.message}.`;
  }
}
