import { createServer } from "node:net";

/**
 * Listens on a loopback port for a moment (0: one that the system picks). Resolves to the port, or
 * undefined when it is taken.
 */
export function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : undefined));
    });
  });
}
