/** Where the streams of a generation stand, with the last drift of each. $1 model, $2 generation, $3 version or null. */
export const SELECT_STATES = `
SELECT v.name AS version, s.detector, s.seen, coalesce((s.state->>'inside')::bool, false) AS inside,
  d.position, d.labelled_at, d.predicted_at
FROM detector_stream s JOIN model_version v ON v.id = s.version_id
LEFT JOIN LATERAL (
  SELECT position, labelled_at, predicted_at FROM detector_event e
  WHERE e.model_id = s.model_id AND e.generation = s.generation AND e.version_id = s.version_id AND e.detector = s.detector AND e.signal = 'drift'
  ORDER BY position DESC LIMIT 1) d ON true
WHERE s.model_id = $1 AND s.generation = $2 AND ($3::int4 IS NULL OR s.version_id = $3)
ORDER BY s.seen DESC, v.name`;

/** What was called for predictions of a window, drifts first. $1 model, $2 generation, $3 version or null, $4 from, $5 to, $6 of each detector. */
export const SELECT_EVENTS = `
SELECT * FROM (
  SELECT v.name AS version, e.detector, e.signal, e.position, e.labelled_at, e.predicted_at,
    count(*) FILTER (WHERE e.signal = 'drift') OVER (PARTITION BY e.detector)::int AS drifts, count(*) OVER (PARTITION BY e.detector)::int AS called,
    row_number() OVER (PARTITION BY e.detector ORDER BY e.signal = 'drift' DESC, e.predicted_at DESC, e.position DESC) AS place
  FROM detector_event e JOIN model_version v ON v.id = e.version_id
  WHERE e.model_id = $1 AND e.generation = $2 AND ($3::int4 IS NULL OR e.version_id = $3) AND e.predicted_at >= $4 AND e.predicted_at < $5) ranked
WHERE place <= $6 ORDER BY predicted_at DESC, position DESC`;
