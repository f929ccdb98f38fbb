import { defaultProjectId } from "../auth/default-project.ts";
import { type TestDatabase, testDatabase } from "../db/testing.ts";
import { inTransaction } from "../db/transaction.ts";
import { deleteChannel, patchChannel } from "./channels.ts";
import type { ToTell } from "./enqueue.ts";
import { packRound } from "./packing.ts";
import { type SenderDeps, sendRound } from "./sender.ts";
import { addTestChannel, addTestIncident, clearOutbox, enqueueNow, hook, Receiver, setRouting, TestClock, toTell } from "./testing.ts";

type Of = Awaited<ReturnType<typeof addTestIncident>>;

interface MessageRow {
  id: string;
  status: string;
  attempts: number;
  last_error: string | null;
  next_attempt_at: Date;
}

/** An outbox on a data base of its own, with one channel, a clock that tests move on, and a receiver in the network's place. */
export class OutboxBench {
  readonly db: TestDatabase;
  readonly projectId: number;
  clock = new TestClock();
  receiver = new Receiver();

  private constructor(db: TestDatabase, projectId: number) {
    this.db = db;
    this.projectId = projectId;
  }

  static async open(): Promise<OutboxBench> {
    const db = await testDatabase();
    return new OutboxBench(db, await defaultProjectId(db.pool));
  }

  get deps(): SenderDeps {
    return { clock: this.clock.read, post: this.receiver.post, random: () => 0 };
  }

  /** Before each test: nothing but the channel `ops`, which is told of everything. */
  async reset(): Promise<void> {
    process.env.TIDEMARK_SECRET_KEY = "a key for tests that is long enough";
    await clearOutbox(this.db.pool);
    this.clock = new TestClock();
    this.receiver = new Receiver();
    await addTestChannel(this.db.pool, this.projectId, "ops", hook());
    await this.route({ fallback: ["ops"], group_wait: "30s", group_interval: "5m" });
  }

  route(routing: object): Promise<void> {
    return setRouting(this.db.pool, this.projectId, routing);
  }

  incident(labels = {}): Promise<Of> {
    return addTestIncident(this.db.pool, this.projectId, labels);
  }

  tell(of: Of, kind: ToTell["kind"] = "firing", changes: Parameters<typeof toTell>[3] = {}): Promise<void> {
    return enqueueNow(this.db.pool, [toTell(this.projectId, of, kind, changes)], this.clock.now);
  }

  /** Changes the channel `ops`, as a person does. */
  async patch(changes: Parameters<typeof patchChannel>[3]): Promise<void> {
    const id = await this.opsId();
    await inTransaction(this.db.pool, (client) => patchChannel(client, this.projectId, id, changes));
  }

  /** Deletes the channel `ops`. */
  async remove(): Promise<void> {
    const id = await this.opsId();
    await inTransaction(this.db.pool, (client) => deleteChannel(client, this.projectId, id));
  }

  private async opsId(): Promise<number> {
    return (await this.db.pool.query<{ id: number }>("SELECT id FROM channel WHERE name = 'ops'")).rows[0]!.id;
  }

  pack(): Promise<number> {
    return packRound(this.db.pool, this.clock.read);
  }

  send(): Promise<number> {
    return sendRound(this.db.pool, this.deps);
  }

  /** Lets time pass, then packs and sends what is due; answers how many attempts were made. */
  async pass(seconds: number): Promise<number> {
    this.clock.pass(seconds);
    await this.pack();
    return this.send();
  }

  async messages(): Promise<MessageRow[]> {
    const columns = "id, status, attempts, last_error, next_attempt_at";
    return (await this.db.pool.query<MessageRow>(`SELECT ${columns} FROM message ORDER BY sequence`)).rows;
  }

  async events(): Promise<{ kind: string; text: string }[]> {
    const query = "SELECT kind, detail->>'text' AS text FROM incident_event ORDER BY id";
    return (await this.db.pool.query<{ kind: string; text: string }>(query)).rows;
  }

  /** What the webhooks were told, in order. */
  types(): string[] {
    return this.receiver.requests.map((request) => (request.json as { type: string }).type);
  }
}
