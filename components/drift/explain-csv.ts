import type { ExplainAnswer } from "#core/contracts/drift.ts";

/** Quoted where it must be; a text that a spreadsheet would run as a formula is kept a text. */
function field(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** The groups of an explanation with all digits, one a line: enough to compute the statistic elsewhere. */
export function explanationCsv(answer: ExplainAnswer): string {
  const head = [
    "column",
    "statistic",
    "group",
    "kind",
    "from",
    "to",
    "reference",
    "current",
    "reference_share",
    "current_share",
    "contribution",
  ];
  const rows = answer.groups.map((group) => [
    answer.column,
    answer.statistic,
    group.label,
    group.kind,
    group.from,
    group.to,
    group.reference,
    group.current,
    group.reference_share,
    group.current_share,
    group.contribution,
  ]);
  return `${[head, ...rows].map((row) => row.map(field).join(",")).join("\n")}\n`;
}
