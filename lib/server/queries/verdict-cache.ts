/**
 * Answers that take a second or two are kept in the process, the last used ones, until something more was counted for the model: the key
 * holds when that last was. Questions that come while an answer is being made wait for it. Another process has its own.
 */
export class AnswerCache<T> {
  private readonly limit: number;
  private readonly kept = new Map<string, Promise<T>>();

  constructor(limit: number) {
    this.limit = limit;
  }

  async get(key: string, make: () => Promise<T>): Promise<T> {
    let found = this.kept.get(key);
    this.kept.delete(key);
    found ??= make();
    this.kept.set(key, found);
    if (this.kept.size > this.limit) this.kept.delete(this.kept.keys().next().value!);
    try {
      return await found;
    } catch (error) {
      if (this.kept.get(key) === found) this.kept.delete(key);
      throw error;
    }
  }
}
