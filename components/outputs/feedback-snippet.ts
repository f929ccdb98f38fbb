/** The command that sends what somebody did with one prediction. */
export function feedbackSnippet({ origin, model, id }: { origin: string; model: string; id: string }): string {
  const record = JSON.stringify({ id, model, feedback: { clicked: true, redo: false } }).replaceAll("'", "'\\''");
  return `curl -sS '${origin}/api/v1/ingest' \\\n  -H 'Authorization: Bearer <your key>' \\\n  -H 'Content-Type: application/json' \\\n  -d '${record}'`;
}
