import { type ChannelConfig, type ChannelSecret, channelConfigSchema } from "#core/contracts/channels.ts";
import { Unsendable } from "./formats/format.ts";
import { unseal } from "./secrets.ts";

/** A channel as the data base has it. */
export interface ChannelRow {
  id: number;
  project_id: number;
  name: string;
  config: unknown;
  secret: Buffer | null;
}

/** What a channel needs to be told something. Throws when its secret cannot be read or its settings are not understood. */
export function openChannel(row: Pick<ChannelRow, "id" | "config" | "secret">): { config: ChannelConfig; secret: ChannelSecret } {
  const parsed = channelConfigSchema.safeParse(row.config);
  if (!parsed.success) throw new Unsendable("The channel's settings are of another version of Tidemark: save them again.");
  return { config: parsed.data, secret: unseal(row.id, row.secret) };
}
