import { z } from "zod";
import {
  distributionAnswerSchema,
  distributionQuerySchema,
  driftAnswerSchema,
  driftQuerySchema,
  explainAnswerSchema,
  explainQuerySchema,
  heatmapAnswerSchema,
  heatmapQuerySchema,
  seriesQuerySchema,
  seriesRowSchema,
} from "#core/contracts/drift.ts";
import { performanceAnswerSchema, performanceQuerySchema } from "#core/contracts/performance.ts";
import { defineRoute } from "../http/route.ts";
import { distributionAnswer } from "../queries/distribution.ts";
import { driftAnswer } from "../queries/drift.ts";
import { explainAnswer } from "../queries/explain.ts";
import { heatmapAnswer } from "../queries/heatmap.ts";
import { performanceAnswer } from "../queries/performance.ts";
import { seriesRows } from "../queries/series.ts";
import { csvLine } from "../records/csv.ts";

const params = z.object({ model: z.string() });

export const getDrift = defineRoute({
  id: "getDrift",
  method: "GET",
  path: "/api/v1/models/{model}/drift",
  tag: "Drift",
  summary: "What has drifted",
  description:
    "Every column against the reference: counts, statistics with what they would be without drift, verdict, and which bins made the difference. " +
    "Verdicts are corrected for the number of columns.",
  access: "read",
  params,
  query: driftQuerySchema,
  success: [{ status: 200, description: "Columns, ranked by effect.", schema: driftAnswerSchema }],
  handler: ({ pool, now, principal, params, query }) => driftAnswer({ pool, now, projectId: principal.projectId }, params.model, query),
});

export const getHeatmap = defineRoute({
  id: "getHeatmap",
  method: "GET",
  path: "/api/v1/models/{model}/heatmap",
  tag: "Drift",
  summary: "Drift of every column over time",
  access: "read",
  params,
  query: heatmapQuerySchema,
  success: [
    { status: 200, description: "One cell for each column and step; null where there are no records.", schema: heatmapAnswerSchema },
  ],
  handler: ({ pool, now, principal, params, query }) => heatmapAnswer({ pool, now, projectId: principal.projectId }, params.model, query),
});

const SERIES_FIELDS = ["time", "time_end", "model", "metric", "column", "value", "n", "lower", "upper", "threshold", "verdict"] as const;

export const getSeries = defineRoute({
  id: "getSeries",
  method: "GET",
  path: "/api/v1/models/{model}/series",
  tag: "Drift",
  summary: "One metric over time",
  description: "Flat rows, which Grafana's Infinity data source reads as they are; `format=csv` gives the same as a table.",
  access: "read",
  params,
  query: seriesQuerySchema,
  success: [{ status: 200, description: "One row for each step and column.", schema: z.array(seriesRowSchema), media: ["text/csv"] }],
  async handler({ pool, now, principal, params, query }) {
    const rows = await seriesRows({ pool, now, projectId: principal.projectId }, params.model, query);
    if (query.format === "json") return rows;
    const lines = [csvLine(SERIES_FIELDS), ...rows.map((row) => csvLine(SERIES_FIELDS.map((field) => row[field])))];
    return new Response(lines.join(""), { headers: { "Content-Type": "text/csv; charset=utf-8" } });
  },
});

export const getDistribution = defineRoute({
  id: "getDistribution",
  method: "GET",
  path: "/api/v1/models/{model}/distribution",
  tag: "Drift",
  summary: "One column's two histograms",
  description: "Reference and current records on the bins that they share, grouped to a size that can be drawn.",
  access: "read",
  params,
  query: distributionQuerySchema,
  success: [{ status: 200, description: "Both histograms and quantiles.", schema: distributionAnswerSchema }],
  handler: ({ pool, now, principal, params, query }) =>
    distributionAnswer({ pool, now, projectId: principal.projectId }, params.model, query),
});

export const getExplanation = defineRoute({
  id: "getExplanation",
  method: "GET",
  path: "/api/v1/models/{model}/explain",
  tag: "Drift",
  summary: "How one number came about",
  description: "Formula, bins, counts and every other input: enough to compute the number again by hand.",
  access: "read",
  params,
  query: explainQuerySchema,
  success: [{ status: 200, description: "The statistic, taken apart.", schema: explainAnswerSchema }],
  handler: ({ pool, now, principal, params, query }) => explainAnswer({ pool, now, projectId: principal.projectId }, params.model, query),
});

export const getPerformance = defineRoute({
  id: "getPerformance",
  method: "GET",
  path: "/api/v1/models/{model}/performance",
  tag: "Performance",
  summary: "How right the model was",
  description:
    "Predictions held against the labels that have come for them so far: metrics with their sampling error for the window and by step, " +
    "how many predictions have their label and how late labels come, curves, and an estimate from the reference's labels that needs none of the window's.",
  access: "read",
  params,
  query: performanceQuerySchema,
  success: [{ status: 200, description: "Realised and estimated metrics, coverage, delay and curves.", schema: performanceAnswerSchema }],
  handler: ({ pool, now, principal, params, query }) =>
    performanceAnswer({ pool, now, projectId: principal.projectId }, params.model, query),
});
