import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createConnection, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Whether there is a Redis to test with; `apt-get install redis-server` brings it. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

/** A Redis of a test's own on loopback, as a study needs it unless `settings` say otherwise. */
export class RedisServer {
  readonly url: string;
  readonly #port: number;
  readonly #folder: string;
  readonly #settings: string[];
  #process: ChildProcess | undefined;

  private constructor(port: number, folder: string, settings: string[]) {
    this.#port = port;
    this.#folder = folder;
    this.#settings = settings;
    this.url = `redis://127.0.0.1:${port}`;
  }

  static async start(settings = ["--appendonly", "yes", "--maxmemory-policy", "noeviction"]): Promise<RedisServer> {
    const server = new RedisServer(await freePort(), await mkdtemp(join(tmpdir(), "automc-test-redis-")), settings);
    await server.begin();
    return server;
  }

  /** Its process, to be killed. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** Starts it, again after `kill`. */
  async begin(): Promise<void> {
    const place = ["--port", `${this.#port}`, "--bind", "127.0.0.1", "--dir", this.#folder, "--save", ""];
    this.#process = spawn("redis-server", [...place, ...this.#settings], { stdio: "ignore" });
    for (let tries = 0; !(await answers(this.#port)); tries++) {
      if (tries === 200) throw new Error(`redis-server did not start on port ${this.#port}.`);
      await sleep(50);
    }
  }

  async kill(): Promise<void> {
    const ended = once(this.#process!, "exit");
    this.#process!.kill("SIGKILL");
    await ended;
  }

  /** Takes away what it holds while it does not run. */
  async forget(): Promise<void> {
    await rm(join(this.#folder, "appendonlydir"), { recursive: true, force: true });
  }

  async close(): Promise<void> {
    await this.kill();
    await rm(this.#folder, { recursive: true, force: true });
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  return port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ port, host: "127.0.0.1" }, () => {
      socket.destroy();
      resolve(true);
    });
    socket.on("error", () => resolve(false));
  });
}
