import type { Draw } from "../kswin.ts";

// MT19937 (Matsumoto & Nishimura 1998) with the seeding and `sample` of CPython's random.Random, to draw what River's documentation drew.

const N = 624;

export class PythonRandom {
  private readonly words = new Uint32Array(N);
  private used = N;

  constructor(seed: number) {
    const mt = this.words;
    mt[0] = 19650218;
    for (let i = 1; i < N; i++) mt[i] = Math.imul(1812433253, mt[i - 1]! ^ (mt[i - 1]! >>> 30)) + i;
    let i = 1;
    for (let k = 0; k < N; k++) {
      mt[i] = (mt[i]! ^ Math.imul(mt[i - 1]! ^ (mt[i - 1]! >>> 30), 1664525)) + seed;
      i = this.after(i);
    }
    for (let k = 0; k < N - 1; k++) {
      mt[i] = (mt[i]! ^ Math.imul(mt[i - 1]! ^ (mt[i - 1]! >>> 30), 1566083941)) - i;
      i = this.after(i);
    }
    mt[0] = 0x80000000;
  }

  /** `count` different numbers below `size`, by the pool that CPython takes for samples that are not small. */
  sample(size: number, count: number): number[] {
    const pool = Array.from({ length: size }, (_, i) => i);
    return Array.from({ length: count }, (_, i) => {
      const j = this.below(size - i);
      const drawn = pool[j]!;
      pool[j] = pool[size - i - 1]!;
      return drawn;
    });
  }

  private after(i: number): number {
    if (i + 1 < N) return i + 1;
    this.words[0] = this.words[N - 1]!;
    return 1;
  }

  private below(limit: number): number {
    const bits = 32 - Math.clz32(limit);
    let value = this.word() >>> (32 - bits);
    while (value >= limit) value = this.word() >>> (32 - bits);
    return value;
  }

  private word(): number {
    if (this.used === N) this.refill();
    let y = this.words[this.used++]!;
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  private refill(): void {
    const mt = this.words;
    for (let k = 0; k < N; k++) {
      const y = (mt[k]! & 0x80000000) | (mt[(k + 1) % N]! & 0x7fffffff);
      mt[k] = mt[(k + 397) % N]! ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.used = 0;
  }
}

/** A draw for KSWIN that ignores the detector's own generator. */
export function pythonDraw(seed: number): Draw {
  const random = new PythonRandom(seed);
  return (next, size, count) => ({ indices: random.sample(size, count), next });
}
