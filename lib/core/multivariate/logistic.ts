/** Rows of one-hot levels: `codes[row * columns + column]` is the level. */
export interface OneHotRows {
  codes: Int32Array;
  columns: number;
  levels: number;
}

export interface LogisticModel {
  /** Per level. */
  weights: Float64Array;
  intercept: number;
}

const NEWTON_STEPS = 15;
const CONJUGATE_STEPS = 25;

/**
 * Logistic regression with an L2 penalty of ridge/2 per squared weight (the intercept is free) on one-hot rows: the minimum of
 * sum log(1 + exp(-y m)) + ridge/2 |w|^2. Newton's method, each step solved by preconditioned conjugate gradients, halved while the
 * objective rises; stops at a
 * gradient of 1e-6 of the first. Deterministic. Cost: rows x columns x about 100.
 * `rows`: indices of the rows to learn from; `positive[row]`: 1 or 0. No rows: all weights 0.
 */
export function fitLogistic(data: OneHotRows, rows: Int32Array, positive: Uint8Array, ridge: number): LogisticModel {
  const size = data.levels + 1;
  const margins = new Float64Array(rows.length);
  const curvature = new Float64Array(rows.length);
  let weights = new Float64Array(size);
  let objective = evaluate(data, rows, positive, weights, ridge, margins);
  let firstNorm = 0;
  for (let step = 0; step < NEWTON_STEPS; step++) {
    const { gradient, diagonal } = derivatives(data, rows, positive, weights, ridge, margins, curvature);
    const norm = Math.sqrt(dot(gradient, gradient));
    if (step === 0) firstNorm = norm;
    if (norm <= 1e-6 * firstNorm || norm === 0) break;
    const direction = solve(data, rows, curvature, ridge, gradient, diagonal);
    let scale = 1;
    let next = plus(weights, direction, -scale);
    let value = evaluate(data, rows, positive, next, ridge, margins);
    while (value > objective && scale > 1e-3) {
      scale /= 2;
      next = plus(weights, direction, -scale);
      value = evaluate(data, rows, positive, next, ridge, margins);
    }
    if (!(value < objective)) break;
    weights = next;
    objective = value;
  }
  return { weights: weights.subarray(0, data.levels), intercept: weights[data.levels]! };
}

/** Linear predictor (log odds) of one row. */
export function marginOf(model: LogisticModel, data: OneHotRows, row: number): number {
  let margin = model.intercept;
  const start = row * data.columns;
  for (let k = 0; k < data.columns; k++) margin += model.weights[data.codes[start + k]!]!;
  return margin;
}

/** The objective; fills `margins`. */
function evaluate(
  data: OneHotRows,
  rows: Int32Array,
  positive: Uint8Array,
  weights: Float64Array,
  ridge: number,
  margins: Float64Array,
): number {
  const model = { weights, intercept: weights[data.levels]! };
  let value = (ridge / 2) * (dot(weights, weights) - model.intercept ** 2);
  for (let i = 0; i < rows.length; i++) {
    const margin = marginOf(model, data, rows[i]!);
    margins[i] = margin;
    const signed = positive[rows[i]!] ? -margin : margin;
    value += signed > 0 ? signed + Math.log1p(Math.exp(-signed)) : Math.log1p(Math.exp(signed));
  }
  return value;
}

/** Gradient and diagonal of the Hessian at the margins; fills `curvature` with p (1 - p). */
function derivatives(
  data: OneHotRows,
  rows: Int32Array,
  positive: Uint8Array,
  weights: Float64Array,
  ridge: number,
  margins: Float64Array,
  curvature: Float64Array,
): { gradient: Float64Array; diagonal: Float64Array } {
  const gradient = weights.map((weight, i) => (i < data.levels ? ridge * weight : 0));
  const diagonal = new Float64Array(weights.length).fill(ridge);
  diagonal[data.levels] = 1e-9;
  for (let i = 0; i < rows.length; i++) {
    const row = rows[i]!;
    const p = 1 / (1 + Math.exp(-margins[i]!));
    const residual = p - positive[row]!;
    const bend = p * (1 - p);
    curvature[i] = bend;
    const start = row * data.columns;
    for (let k = 0; k < data.columns; k++) {
      const level = data.codes[start + k]!;
      gradient[level]! += residual;
      diagonal[level]! += bend;
    }
    gradient[data.levels]! += residual;
    diagonal[data.levels]! += bend;
  }
  return { gradient, diagonal };
}

/** Solves Hessian x = gradient to a tenth of the gradient: Newton needs no more. */
function solve(
  data: OneHotRows,
  rows: Int32Array,
  curvature: Float64Array,
  ridge: number,
  gradient: Float64Array,
  diagonal: Float64Array,
): Float64Array {
  let x: Float64Array = new Float64Array(gradient.length);
  let residual = gradient;
  let z = residual.map((value, i) => value / diagonal[i]!);
  let direction = z;
  let rz = dot(residual, z);
  const target = 0.01 * dot(gradient, gradient);
  for (let step = 0; step < CONJUGATE_STEPS && dot(residual, residual) > target; step++) {
    const product = hessianTimes(data, rows, curvature, ridge, direction);
    const length = rz / dot(direction, product);
    x = plus(x, direction, length);
    residual = plus(residual, product, -length);
    z = residual.map((value, i) => value / diagonal[i]!);
    const next = dot(residual, z);
    direction = plus(z, direction, next / rz);
    rz = next;
  }
  return x;
}

function hessianTimes(data: OneHotRows, rows: Int32Array, curvature: Float64Array, ridge: number, vector: Float64Array): Float64Array {
  const product = vector.map((value, i) => (i < data.levels ? ridge * value : 0));
  for (let i = 0; i < rows.length; i++) {
    const start = rows[i]! * data.columns;
    let sum = vector[data.levels]!;
    for (let k = 0; k < data.columns; k++) sum += vector[data.codes[start + k]!]!;
    sum *= curvature[i]!;
    for (let k = 0; k < data.columns; k++) product[data.codes[start + k]!]! += sum;
    product[data.levels]! += sum;
  }
  return product;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function plus(a: Float64Array, b: Float64Array, scale: number): Float64Array<ArrayBuffer> {
  const sum = new Float64Array(a.length);
  for (let i = 0; i < a.length; i++) sum[i] = a[i]! + scale * b[i]!;
  return sum;
}
