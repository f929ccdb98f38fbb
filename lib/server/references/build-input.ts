/** What a job of kind `reference` or `reprofile` carries in `job.input`: all it needs to go on after a kill. */
export interface BuildInput {
  generation: number;
  /** The reference to be; null: the model has none, and its records are counted again on provisional bins. */
  reference: number | null;
  /** The reference whose uploaded rows are read: `reference` itself, or the one that is counted again. */
  source: number | null;
  /** collect: the reference's rows are read and its bins frozen. count: the workers count the stored records on them. */
  phase: "collect" | "count";
  /** The detectors have seen what was counted, in its order. */
  streamed: boolean;
}

export function buildInputOf(input: Record<string, unknown>): BuildInput {
  const { generation, reference, source, phase, streamed } = input;
  if (typeof generation !== "number") throw new Error("the job does not say which generation it builds");
  return {
    generation,
    reference: typeof reference === "number" ? reference : null,
    source: typeof source === "number" ? source : null,
    phase: phase === "count" ? "count" : "collect",
    streamed: streamed === true,
  };
}
