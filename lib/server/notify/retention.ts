import type { Pool } from "pg";
import { inChunks } from "../retention/in-chunks.ts";

/** Delivered messages are kept for a month; those that were not, for three, so that they can be sent again. */
const KEPT_DAYS = { delivered: 30, other: 90 };

// An incident that still fires needs its notifications: they say who has to be told when it is over.
const DELETE = `WITH old AS (
  SELECT m.id FROM message m
  WHERE m.ended_at < clock_timestamp() - make_interval(days => CASE m.status WHEN 'delivered' THEN $1::int ELSE $2::int END) AND m.status <> 'pending'
    AND NOT EXISTS (SELECT 1 FROM notification n JOIN incident i ON i.id = n.incident_id WHERE n.message_id = m.id AND i.resolved_at IS NULL)
  LIMIT 1000
), attempts AS (DELETE FROM message_attempt WHERE message_id IN (SELECT id FROM old)),
notifications AS (DELETE FROM notification WHERE message_id IN (SELECT id FROM old))
DELETE FROM message WHERE id IN (SELECT id FROM old)`;

/** Deletes messages that ended long ago, with their attempts and what they told; answers how many messages went. */
export const deleteOldMessages = (pool: Pool): Promise<number> => inChunks(pool, DELETE, [KEPT_DAYS.delivered, KEPT_DAYS.other]);
