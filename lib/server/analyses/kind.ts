import type { QueryContext, QueryRequest } from "../queries/context.ts";

/** What an analysis is given: on the pool, as it outlives any one request, and runs in a thread of the worker. */
export interface AnalysisContext extends QueryContext, QueryRequest {
  /** The model's name. */
  model: string;
}

/**
 * An answer that takes more of a processor than a web process may give: computed by a worker, kept in the table `analysis` until more is
 * counted for the model.
 */
export interface AnalysisKind<Params, Answer> {
  /** Its name in the table, and in `kinds.ts`. */
  kind: string;
  /** Goes up when the same data and parameters have another answer: those of an earlier version are not shown. */
  version: number;
  /** What a person reads where it is listed as a job. */
  title: string;
  /** `params` and the answer are plain JSON; `params` hold all that the answer depends on besides the model's data. */
  run(context: AnalysisContext, params: Params): Promise<Answer>;
}

/** Everything that is asked of a window of a model has this in its parameters. */
export interface WindowParams {
  /** Aligned, as RFC 3339 (`analysisWindow`). */
  from: string;
  to: string;
  version: string | null;
  slice: string;
}
