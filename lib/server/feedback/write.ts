import type { PoolClient } from "pg";
import {
  addOutput,
  emptyOutputs,
  mergeOutputsInto,
  type Output,
  type OutputProfile,
  type OutputProfileJson,
  outputsFromJson,
  outputsToJson,
} from "#core/performance/output-profile.ts";
import { bucketsToWrite } from "#core/profiles/buckets.ts";
import type { Target } from "../performance/join.ts";
import { SELECT_ROWS, UPSERT_ROWS } from "./sql/feedback.sql.ts";

interface Row {
  resolution: number;
  start: number;
  versionId: number;
  slice: string;
  profile: OutputProfile;
}

/** Rows read and written at once. */
const CHUNK = 500;
const MINUTE_MS = 60_000;

/** What changes in the output profiles: gathered for a batch, then written once. */
export class OutputChanges {
  private readonly target: Target;
  private readonly rows = new Map<string, Row>();
  /** The rows that a prediction of a minute, version and slice counts into. */
  private readonly places = new Map<string, OutputProfile[]>();

  constructor(target: Target) {
    this.target = target;
  }

  /** Counts a prediction in (weight 1) or out again (weight -1), in all traffic and in its slices. */
  add(at: { ts: number; versionId: number; slices: readonly string[] }, output: Output, weight: 1 | -1): void {
    for (const profile of this.profilesAt(at.ts, at.versionId, "")) addOutput(profile, output, weight);
    for (const slice of at.slices) for (const profile of this.profilesAt(at.ts, at.versionId, slice)) addOutput(profile, output, weight);
  }

  private profilesAt(ts: number, versionId: number, slice: string): OutputProfile[] {
    const minute = Math.floor(ts / MINUTE_MS);
    const place = `${minute} ${versionId} ${slice}`;
    let profiles = this.places.get(place);
    if (!profiles) {
      profiles = bucketsToWrite(minute * MINUTE_MS, this.target.now).map(({ resolution, start }) => {
        const key = `${resolution} ${start} ${versionId} ${slice}`;
        let row = this.rows.get(key);
        if (!row) {
          row = { resolution, start, versionId, slice, profile: emptyOutputs() };
          this.rows.set(key, row);
        }
        return row.profile;
      });
      this.places.set(place, profiles);
    }
    return profiles;
  }

  /** Adds the changes to what is stored. The client holds the lock on the generation's profiles. */
  async write(client: PoolClient): Promise<void> {
    const { modelId, generation } = this.target;
    const changed = [...this.rows.values()];
    for (let from = 0; from < changed.length; from += CHUNK) {
      await this.target.breathe();
      const chunk = changed.slice(from, from + CHUNK);
      const key = [
        modelId,
        generation,
        chunk.map(({ resolution }) => resolution),
        chunk.map(({ versionId }) => versionId),
        chunk.map(({ slice }) => slice),
        chunk.map(({ start }) => new Date(start)),
      ];
      const { rows } = await client.query<{ n: string; payload: OutputProfileJson }>(SELECT_ROWS, key);
      for (const { n, payload } of rows) mergeOutputsInto(chunk[Number(n) - 1]!.profile, outputsFromJson(payload));
      await client.query(UPSERT_ROWS, [
        ...key,
        chunk.map(({ profile }) => profile.predictions),
        chunk.map(({ profile }) => JSON.stringify(outputsToJson(profile))),
      ]);
    }
  }
}
