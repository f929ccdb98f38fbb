import type { Table } from "./table.ts";
import { column } from "./table.ts";

/** The periods of the model card; the first is the training period. Together they hold every row. */
export const PERIODS = [
  { name: "2008-05 to 2008-11 (training)", from: "2008-05-05", to: "2008-11-30" },
  { name: "2008-12 to 2009-04", from: "2008-12-01", to: "2009-04-30" },
  { name: "2009-05", from: "2009-05-01", to: "2009-05-31" },
  { name: "2009-06 to 2009-09", from: "2009-06-01", to: "2009-09-30" },
  { name: "2009-10 to 2009-12", from: "2009-10-01", to: "2009-12-31" },
  { name: "2010-01 to 2010-05", from: "2010-01-01", to: "2010-05-31" },
  { name: "2010-06 to 2010-11", from: "2010-06-01", to: "2010-11-17" },
];

export interface Figures {
  rows: number;
  /** Share of `yes` among the labels. */
  baseRate: number;
  meanScore: number;
  auc: number;
  accuracy: number;
  logLoss: number;
  /** Share of predicted `yes` that are `yes`. */
  precision: number;
  /** Share of `yes` that are predicted. */
  recall: number;
}

/** How well the stored scores and predictions did on the rows from `from` to `to`, both days included. */
export function measure(table: Table, from: string, to: string): Figures {
  const dates = column(table, "date");
  const inside = dates.flatMap((date, i) => (from <= date && date <= to ? [i] : []));
  const pick = (name: string) => {
    const cells = column(table, name);
    return inside.map((i) => cells[i] ?? "");
  };
  const truth = pick("y").map((label) => label === "yes");
  const flagged = pick("prediction").map((label) => label === "yes");
  const scores = pick("score").map(Number);
  const hits = truth.filter((yes, i) => yes && flagged[i]).length;
  return {
    rows: truth.length,
    baseRate: mean(truth.map(Number)),
    meanScore: mean(scores),
    auc: auc(truth, scores),
    accuracy: mean(truth.map((yes, i) => Number(yes === flagged[i]))),
    logLoss: mean(truth.map((yes, i) => -Math.log(yes ? (scores[i] ?? 0) : 1 - (scores[i] ?? 0)))),
    precision: hits / flagged.filter(Boolean).length,
    recall: hits / truth.filter(Boolean).length,
  };
}

/** Area under the ROC curve: the chance that a positive scores above a negative, ties counting half (Mann-Whitney U). */
export function auc(truth: boolean[], scores: number[]): number {
  const ascending = scores.map((score, i) => ({ score, yes: truth[i] === true })).sort((a, b) => a.score - b.score);
  let rankSum = 0;
  for (let start = 0, end = 0; start < ascending.length; start = end) {
    while (end < ascending.length && ascending[end]?.score === ascending[start]?.score) end++;
    const rank = (start + 1 + end) / 2;
    rankSum += rank * ascending.slice(start, end).filter(({ yes }) => yes).length;
  }
  const positives = truth.filter(Boolean).length;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * (truth.length - positives));
}

/** The table of the model card, as it stands in README.md. */
export function modelCardTable(table: Table): string {
  const lines = PERIODS.map(({ name, from, to }) => {
    const f = measure(table, from, to);
    const shares = [f.baseRate, f.meanScore, f.auc, f.accuracy, f.logLoss, f.precision, f.recall].map((x) => x.toFixed(3));
    return `| ${[name, f.rows.toLocaleString("en-US"), ...shares].join(" | ")} |`;
  });
  return [
    "| period | rows | share of yes | mean score | AUC | accuracy | log-loss | precision | recall |",
    "| --- | --: | --: | --: | --: | --: | --: | --: | --: |",
    ...lines,
  ].join("\n");
}

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
