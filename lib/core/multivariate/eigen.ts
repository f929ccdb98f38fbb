export interface Eigen {
  /** Largest first. */
  values: Float64Array;
  /** One vector of length 1 per value. */
  vectors: Float64Array[];
}

const SWEEPS = 30;

/**
 * Eigenvalues and vectors of a symmetric matrix (n x n, row by row) by Jacobi's rotations, cyclic, until what is beside the diagonal is
 * 1e-12 of the whole. Signs are set so that the largest entry of a vector is positive: the same on every machine. Cost about 10 n^3 steps
 * of a few operations each.
 * Empty matrix: empty. Source: Jacobi 1846; Golub & Van Loan, Matrix Computations, 8.5.
 */
export function symmetricEigen(matrix: Float64Array, n: number): Eigen {
  const a = Float64Array.from(matrix);
  const v = new Float64Array(n * n);
  for (let i = 0; i < n; i++) v[i * n + i] = 1;
  const whole = Math.sqrt(a.reduce((sum, value) => sum + value * value, 0));
  for (let sweep = 0; sweep < SWEEPS && beside(a, n) > 1e-12 * whole; sweep++) {
    for (let p = 0; p < n - 1; p++) {
      for (let q = p + 1; q < n; q++) rotate(a, v, n, p, q);
    }
  }
  const order = Array.from({ length: n }, (_, i) => i).sort((i, j) => a[j * n + j]! - a[i * n + i]! || i - j);
  return {
    values: Float64Array.from(order, (i) => a[i * n + i]!),
    // Rows of v are the vectors: they are rotated along rows, which lie together in memory.
    vectors: order.map((i) => positive(v.slice(i * n, i * n + n))),
  };
}

function beside(a: Float64Array, n: number): number {
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) sum += 2 * a[i * n + j]! ** 2;
  }
  return Math.sqrt(sum);
}

function rotate(a: Float64Array, v: Float64Array, n: number, p: number, q: number): void {
  const off = a[p * n + q]!;
  if (off === 0) return;
  const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * off);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.hypot(theta, 1));
  const c = 1 / Math.hypot(t, 1);
  const s = t * c;
  for (let k = 0; k < n; k++) {
    const kp = a[k * n + p]!;
    const kq = a[k * n + q]!;
    a[k * n + p] = c * kp - s * kq;
    a[k * n + q] = s * kp + c * kq;
  }
  turnRows(a, n, p, q, c, s);
  turnRows(v, n, p, q, c, s);
}

function turnRows(m: Float64Array, n: number, p: number, q: number, c: number, s: number): void {
  for (let k = 0; k < n; k++) {
    const pk = m[p * n + k]!;
    const qk = m[q * n + k]!;
    m[p * n + k] = c * pk - s * qk;
    m[q * n + k] = s * pk + c * qk;
  }
}

function positive(vector: Float64Array): Float64Array {
  const largest = vector.reduce((a, b) => (Math.abs(b) > Math.abs(a) * (1 + 1e-9) ? b : a), 0);
  return largest < 0 ? vector.map((value) => -value) : vector;
}
