/** $1 model, $2 generation, $3 versions. */
export const SELECT_STREAMS = `
SELECT version_id, detector, seen, state FROM detector_stream WHERE model_id = $1 AND generation = $2 AND version_id = ANY($3::int4[])`;

/** $1 model, $2 generation, $3 versions, $4 detectors, $5 seen, $6 states. */
export const UPSERT_STREAMS = `
INSERT INTO detector_stream (model_id, generation, version_id, detector, seen, state, updated_at)
SELECT $1, $2, s.version_id, s.detector, s.seen, s.state, clock_timestamp()
FROM unnest($3::int4[], $4::text[], $5::int8[], $6::jsonb[]) s (version_id, detector, seen, state)
ON CONFLICT (model_id, generation, version_id, detector)
DO UPDATE SET seen = excluded.seen, state = excluded.state, updated_at = excluded.updated_at`;

/** $1 model, $2 generation, then an array of each: $3 versions, $4 detectors, $5 positions, $6 signals, $7 labelled, $8 predicted. */
export const INSERT_EVENTS = `
INSERT INTO detector_event (model_id, generation, version_id, detector, position, signal, labelled_at, predicted_at)
SELECT $1, $2, e.version_id, e.detector, e.position, e.signal, to_timestamp(e.labelled_at / 1000.0), to_timestamp(e.predicted_at / 1000.0)
FROM unnest($3::int4[], $4::text[], $5::int8[], $6::text[], $7::float8[], $8::float8[])
  e (version_id, detector, position, signal, labelled_at, predicted_at)`;
