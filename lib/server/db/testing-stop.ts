import { once } from "node:events";
import { type AddressInfo, createConnection, createServer, type Server, type Socket } from "node:net";
import type { Pool } from "pg";
import { createPool, type PoolOptions } from "./pool.ts";

export interface StoppableDatabase {
  url: string;
  /** A pool of its own, whose connections all go through here. */
  pool: Pool;
  /** From now on nobody listens, and connections are cut: what a server that went away looks like. */
  stop(): void;
  /** It is there again, at the same address. */
  start(): Promise<void>;
  end(): Promise<void>;
}

/** A test data base behind a door that can be shut. */
export async function stoppableDatabase(url: string, options: PoolOptions = {}): Promise<StoppableDatabase> {
  const behind = new URL(url);
  const folder = behind.searchParams.get("host");
  const connect = (): Socket =>
    folder ? createConnection(`${folder}/.s.PGSQL.${behind.port || 5432}`) : createConnection(Number(behind.port || 5432), behind.hostname);
  const open = new Set<Socket>();
  let port = 0;
  let server: Server | undefined;

  function forward(client: Socket): void {
    const upstream = connect();
    for (const socket of [client, upstream]) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("close", () => {
        open.delete(socket);
        client.destroy();
        upstream.destroy();
      });
    }
    client.pipe(upstream).pipe(client);
  }

  async function start(): Promise<void> {
    server = createServer(forward).listen(port, "127.0.0.1");
    await once(server, "listening");
    port = (server.address() as AddressInfo).port;
  }

  function stop(): void {
    server?.close();
    server = undefined;
    for (const socket of open) socket.destroy();
  }

  await start();
  const door = new URL(url);
  door.searchParams.delete("host");
  door.host = `127.0.0.1:${port}`;
  const pool = createPool(door.toString(), { max: 4, ...options });
  return {
    url: door.toString(),
    pool,
    stop,
    start,
    async end() {
      await pool.end();
      stop();
    },
  };
}
