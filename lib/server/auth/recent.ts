interface Entry<T> {
  value: Promise<T>;
  until: number;
}

/** Answers of the data base kept for a short time, the least recently used thrown out first. Callers that ask at once share one question. */
export class Recent<T> {
  private readonly entries = new Map<string, Entry<T>>();
  private readonly ttlMs: number;
  private readonly size: number;

  constructor(ttlMs: number, size: number) {
    this.ttlMs = ttlMs;
    this.size = size;
  }

  get(key: string, load: () => Promise<T>): Promise<T> {
    const now = performance.now();
    const held = this.entries.get(key);
    if (held && held.until > now) {
      this.entries.delete(key);
      this.entries.set(key, held);
      return held.value;
    }
    const value = load();
    this.entries.delete(key);
    this.entries.set(key, { value, until: now + this.ttlMs });
    value.catch(() => this.entries.delete(key));
    if (this.entries.size > this.size) {
      const oldest = this.entries.keys().next().value;
      if (oldest !== undefined) this.entries.delete(oldest);
    }
    return value;
  }

  clear(): void {
    this.entries.clear();
  }
}
