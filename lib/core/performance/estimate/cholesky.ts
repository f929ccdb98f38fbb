/** Small symmetric systems, row by row in one array of size * size; of the symmetric ones the lower half is read. */

/** L with L L' = matrix, for a positive definite matrix. */
export function cholesky(matrix: Float64Array, size: number): Float64Array {
  const lower = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i * size + j] as number;
      for (let k = 0; k < j; k++) rest -= (lower[i * size + k] as number) * (lower[j * size + k] as number);
      // Rounding may leave a pivot a little below 0.
      lower[i * size + j] = i === j ? Math.sqrt(Math.max(rest, Number.MIN_VALUE)) : rest / (lower[j * size + j] as number);
    }
  }
  return lower;
}

/** x with L x = right. */
export function solveLower(lower: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const x = new Float64Array(size);
  for (let i = 0; i < size; i++) {
    let rest = right[i] as number;
    for (let k = 0; k < i; k++) rest -= (lower[i * size + k] as number) * (x[k] as number);
    x[i] = rest / (lower[i * size + i] as number);
  }
  return x;
}

/** x with L' x = right. */
export function solveUpper(lower: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const x = new Float64Array(size);
  for (let i = size - 1; i >= 0; i--) {
    let rest = right[i] as number;
    for (let k = i + 1; k < size; k++) rest -= (lower[k * size + i] as number) * (x[k] as number);
    x[i] = rest / (lower[i * size + i] as number);
  }
  return x;
}
