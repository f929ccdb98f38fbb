/** Keeps the newest $2 rejected records of project $1. */
export const TRIM_QUARANTINE = `
DELETE FROM quarantine WHERE project_id = $1
  AND id <= (SELECT id FROM quarantine WHERE project_id = $1 ORDER BY id DESC OFFSET $2 LIMIT 1)`;
