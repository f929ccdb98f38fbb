import type { ChannelConfig, ChannelSecret } from "#core/contracts/channels.ts";
import { unseal } from "./secrets.ts";

/** A channel as the data base has it. */
export interface ChannelRow {
  id: number;
  project_id: number;
  name: string;
  /** Held against its schema when it was written. */
  config: ChannelConfig;
  secret: Buffer | null;
}

/** What a channel needs to be told something. Throws UnreadableSecret. */
export const openChannel = (row: Pick<ChannelRow, "id" | "config" | "secret">): { config: ChannelConfig; secret: ChannelSecret } => ({
  config: row.config,
  secret: unseal(row.id, row.secret),
});
