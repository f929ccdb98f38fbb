/** $1 project, $2 key. */
export const FIND_ANSWER = "SELECT digest, status, answer FROM idempotency_key WHERE project_id = $1 AND key = $2";
