import { Problem } from "../http/problem.ts";

/** The bytes that all requests of this process hold at one time. */
export class ByteBudget {
  private readonly most: number;
  used = 0;

  constructor(most: number) {
    this.most = most;
  }

  /** A request's own share; `release` gives all of it back. */
  share(): ByteShare {
    return new ByteShare(this);
  }

  take(bytes: number): void {
    if (this.used + bytes > this.most) {
      throw new Problem({
        status: 429,
        code: "overloaded",
        detail: "Too many records are being stored right now. Send the same body again in a moment.",
        headers: { "Retry-After": "1" },
      });
    }
    this.used += bytes;
  }
}

export class ByteShare {
  private readonly budget: ByteBudget;
  private held = 0;

  constructor(budget: ByteBudget) {
    this.budget = budget;
  }

  /** Throws a 429 when the process already holds as much as it may. */
  take(bytes: number): void {
    this.budget.take(bytes);
    this.held += bytes;
  }

  give(bytes: number): void {
    this.budget.used -= bytes;
    this.held -= bytes;
  }

  release(): void {
    this.give(this.held);
  }
}
