import { createPool } from "../db/pool.ts";
import { alarmRound } from "./evaluate/round.ts";

// A worker's alarms as a process of its own, for tests that kill it: one hour after the other from a time to another. It says when it is ready.

const { url, from, to } = JSON.parse(process.argv[2]!) as { url: string; from: number; to: number };
const pool = createPool(url, { max: 2 });
await pool.query("SELECT 1");
process.stdout.write("ready\n");
for (let now = from; now <= to; now += 3_600_000) await alarmRound(pool, { now: new Date(now) });
await pool.end();
