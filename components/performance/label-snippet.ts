/** The command that sends the label of one prediction. */
export function labelSnippet({ origin, model, id, label }: { origin: string; model: string; id: string; label: string | number }): string {
  const record = JSON.stringify({ id, model, label }).replaceAll("'", "'\\''");
  return `curl -sS '${origin}/api/v1/ingest' \\\n  -H 'Authorization: Bearer <your key>' \\\n  -H 'Content-Type: application/json' \\\n  -d '${record}'`;
}
