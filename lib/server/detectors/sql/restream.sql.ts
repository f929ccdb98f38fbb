/** $1 model, $2 generation. */
export const DELETE_STREAMS = "DELETE FROM detector_stream WHERE model_id = $1 AND generation = $2";
export const DELETE_EVENTS = "DELETE FROM detector_event WHERE model_id = $1 AND generation = $2";

/**
 * All labels meet all predictions: by hash. Of a table that was filled a moment ago the planner knows nothing and takes it for a small one, through which it may
 * go once for each label.
 */
export const BY_HASH = "SET LOCAL enable_nestloop = off";
export const ALL_JOINS = "SET LOCAL enable_nestloop = on";

/** All predictions with a label, in label order. $1 model, $2 generation: a cursor takes no parameters that are sent apart. */
export const DECLARE_LABELLED = `
DECLARE labelled NO SCROLL CURSOR FOR
SELECT extract(epoch FROM o.ts)::float8 * 1000 AS ts, o.version_id, o.payload, l.key AS label_key,
  extract(epoch FROM l.received_at)::float8 * 1000 AS received_at, l.segment_id, l."row", extract(epoch FROM l.ts)::float8 * 1000 AS label_ts,
  l.inline, l.correction, l.value
FROM outcome_label l JOIN outcome o ON o.model_id = l.model_id AND o.generation = l.generation AND o.key = l.key
WHERE l.model_id = $1 AND l.generation = $2 AND l.value IS NOT NULL
ORDER BY l.received_at, l.segment_id, l."row", o.ts`;
export const FETCH_LABELLED = "FETCH 20000 FROM labelled";
export const CLOSE_LABELLED = "CLOSE labelled";
