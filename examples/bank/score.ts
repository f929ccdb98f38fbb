import { readFileSync } from "node:fs";
import * as ort from "onnxruntime-web/wasm";
import type { Table } from "./table.ts";
import { column } from "./table.ts";

const BATCH = 4096;

export interface Score {
  /** Probability of `yes`, float32 as the model gives it. */
  probability: number;
  label: string;
}

export async function loadModel(): Promise<ort.InferenceSession> {
  ort.env.wasm.numThreads = 1;
  return ort.InferenceSession.create(readFileSync(new URL("./model.onnx", import.meta.url)));
}

/** Runs the model on every row, feeding each of its inputs from the column of the same name. */
export async function scoreRows(model: ort.InferenceSession, table: Table): Promise<Score[]> {
  const columns = model.inputMetadata
    .filter((input) => input.isTensor)
    .map(({ name, type }) => ({ name, type, cells: column(table, name) }));
  const scores: Score[] = [];
  for (let start = 0; start < table.rows.length; start += BATCH) {
    const feeds: Record<string, ort.Tensor> = {};
    for (const { name, type, cells } of columns) {
      const batch = cells.slice(start, start + BATCH);
      feeds[name] =
        type === "string"
          ? new ort.Tensor("string", batch, [batch.length, 1])
          : new ort.Tensor("float32", batch.map(Number), [batch.length, 1]);
    }
    const { probability, label } = await model.run(feeds);
    if (!probability || !label) throw new Error("the model lacks an output");
    const labels = label.data as string[];
    (probability.data as Float32Array).forEach((value, i) => {
      scores.push({ probability: value, label: labels[i] ?? "" });
    });
  }
  return scores;
}

/** As stored: at most six decimals, which is finer than two runtimes agree. */
export function printScore(probability: number): string {
  return String(Math.round(probability * 1e6) / 1e6);
}
