import { z } from "zod";
import { ruleDefinitionSchema } from "../contracts/alarm-rules.ts";
import type { channelConfigSchema } from "../contracts/channels.ts";
import { routingSchema } from "../contracts/channels.ts";

// What tidemark.yaml holds: rules and channels as a team writes them, without anything secret and without what Tidemark itself knows.

/** An alarm's own fields beside those of its definition, in one map: nobody should have to indent for our sake. */
const fileAlarmSchema = ruleDefinitionSchema.extend({
  name: z.string().min(1).max(200),
  model: z.string().min(1).max(100).nullable().default(null),
  enabled: z.boolean().default(true),
  failure: z.string().max(200).nullable().default(null),
});

/** The fields of its configuration lie beside these; channelConfigSchema reads them. */
const fileChannelSchema = z.looseObject({ name: z.string().min(1).max(100), enabled: z.boolean().default(true) });

export const fileSchema = z.strictObject({
  tidemark: z.literal(1),
  alarms: z.array(fileAlarmSchema).max(5_000).optional(),
  channels: z.array(fileChannelSchema).max(200).optional(),
  routing: routingSchema.optional(),
});

export interface FileAlarm {
  name: string;
  /** Null: it watches Tidemark itself. */
  model: string | null;
  enabled: boolean;
  failure: string | null;
  definition: z.output<typeof ruleDefinitionSchema>;
}

export interface FileChannel {
  name: string;
  enabled: boolean;
  config: z.output<typeof channelConfigSchema>;
}

/** The contents of a file. A part that is null is not in it, and stays as it is; an empty list says that there shall be none. */
export interface FileContent {
  alarms: FileAlarm[] | null;
  channels: FileChannel[] | null;
  routing: z.output<typeof routingSchema> | null;
}
