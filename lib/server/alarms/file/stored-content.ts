import type { PoolClient } from "pg";
import type { FileContent } from "#core/alarms/file-content.ts";
import { ruleDefinitionSchema } from "#core/contracts/alarm-rules.ts";
import type { Channel } from "#core/contracts/channels.ts";
import { listChannels } from "../../notify/list-channels.ts";
import { readRouting } from "../../notify/routing.ts";
import { SELECT_RULES_OF_PROJECT } from "../sql/rules.sql.ts";

/** More channels than a file can name. */
const MOST_CHANNELS = 1_000;

/** What there is, as a file would say it, and where it is. */
export interface StoredContent {
  content: FileContent & { alarms: NonNullable<FileContent["alarms"]>; channels: NonNullable<FileContent["channels"]> };
  /** By `alarmKey`. */
  alarmIds: Map<string, number>;
  /** Keys of the rules by which Tidemark watches itself. */
  own: Set<string>;
  channels: Map<string, Channel>;
  routingVersion: number;
}

/** What tells an alarm from the others. */
export const alarmKey = ({ model, name }: { model: string | null; name: string }): string => `${model ?? ""}\0${name}`;

interface RuleRow {
  id: number;
  name: string;
  model: string | null;
  enabled: boolean;
  failure: string | null;
  definition: unknown;
  origin: string;
}

/** Alarms, channels and routing of a project. Of two alarms of one name the later one is called by its number, too. */
export async function loadContent(client: PoolClient, projectId: number): Promise<StoredContent> {
  const { rows } = await client.query<RuleRow>(SELECT_RULES_OF_PROJECT, [projectId]);
  const channels = await listChannels(client, projectId, 0, MOST_CHANNELS);
  const { routing, version } = await readRouting(client, projectId);
  const alarmIds = new Map<string, number>();
  const own = new Set<string>();
  const alarms = rows.map(({ id, name: called, model, enabled, failure, definition, origin }) => {
    const name = alarmIds.has(alarmKey({ model, name: called })) ? `${called.slice(0, 180)} (${id})` : called;
    alarmIds.set(alarmKey({ model, name }), id);
    if (origin === "system") own.add(alarmKey({ model, name }));
    return { name, model, enabled, failure, definition: ruleDefinitionSchema.parse(definition) };
  });
  return {
    content: {
      alarms,
      // One that Tidemark has switched off by itself is meant to be on: a file must neither say otherwise nor switch it on again and again.
      channels: channels.map(({ name, config, enabled, disabled_reason }) => ({
        name,
        config,
        enabled: enabled || disabled_reason !== null,
      })),
      routing: version === 0 ? null : routing,
    },
    alarmIds,
    own,
    channels: new Map(channels.map((channel) => [channel.name, channel])),
    routingVersion: version,
  };
}
