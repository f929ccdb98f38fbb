import { describe, expect, it } from "vitest";
import { buildCategoricalBinning } from "./build-binning.ts";
import { profileOfCategories } from "./count.ts";
import { mergeProfiles } from "./merge.ts";
import { categoryHash, distinctUnseenEstimate, UNSEEN_EXAMPLES, UnseenCategories, unseenExample } from "./unseen.ts";

const none = buildCategoricalBinning(new Map());

describe("categoryHash", () => {
  it("stays what it is, because stored profiles are merged by it", () => {
    expect([categoryHash(""), categoryHash("a"), categoryHash("Zürich")]).toMatchInlineSnapshot(`
      [
        696844136905739,
        8638502526824883,
        3517194158601920,
      ]
    `);
  });

  it("spreads similar texts evenly over its range", () => {
    const buckets = new Array<number>(16).fill(0);
    for (let i = 0; i < 16_000; i++) {
      const hash = categoryHash(`user-${i}`);
      expect(Number.isSafeInteger(hash)).toBe(true);
      const at = Math.floor(hash / 2 ** 49);
      buckets[at] = (buckets[at] as number) + 1;
    }
    // 1,000 expected, standard deviation 31: six of them.
    for (const count of buckets) expect(Math.abs(count - 1000)).toBeLessThan(186);
  });
});

describe("unseen categories", () => {
  it("are counted exactly up to the number of examples", () => {
    const names = Array.from({ length: UNSEEN_EXAMPLES }, (_, i) => `c${i}`);
    const profile = profileOfCategories(none, [...names, ...names]);
    expect(distinctUnseenEstimate(profile)).toEqual({ distinct: UNSEEN_EXAMPLES, exact: true });
    expect(profile.unseen.every(({ count }) => count === 2)).toBe(true);
    expect(distinctUnseenEstimate(profileOfCategories(none, []))).toEqual({ distinct: 0, exact: true });
  });

  it("are estimated beyond, within four standard errors, and right on average", () => {
    const ratios = Array.from({ length: 60 }, (_, run) => {
      const profile = profileOfCategories(
        none,
        Array.from({ length: 2000 }, (__, i) => `run ${run} value ${i}`),
      );
      const { distinct, exact } = distinctUnseenEstimate(profile);
      expect(exact).toBe(false);
      return distinct / 2000;
    });
    for (const ratio of ratios) expect(Math.abs(ratio - 1)).toBeLessThan(0.9);
    const average = ratios.reduce((a, b) => a + b) / ratios.length;
    expect(Math.abs(average - 1)).toBeLessThan(0.1);
  });

  it("keep exact counts when parts are merged, although each part saw more than it kept", () => {
    const values = Array.from({ length: 5000 }, (_, i) => `v${(i * 7919) % 300}`);
    const whole = profileOfCategories(none, values);
    const parts = [0, 1, 2].map((part) =>
      profileOfCategories(
        none,
        values.filter((__, i) => i % 3 === part),
      ),
    );
    expect(mergeProfiles(parts)).toEqual(whole);
    expect(mergeProfiles([...parts].reverse())).toEqual(whole);
    for (const { category, count } of whole.unseen) expect(count).toBe(values.filter((value) => value === category).length);
  });

  it("shorten long names without breaking a character in two", () => {
    const name = `${"x".repeat(127)}\u{1F600}tail`;
    const example = unseenExample(name, 1);
    expect(example.category).toBe(`${"x".repeat(127)}\uFFFD`);
    expect(example.hash).toBe(categoryHash(name));
    const kept = new UnseenCategories();
    kept.add(name);
    kept.add(name);
    expect(kept.list()).toEqual([{ ...example, count: 2 }]);
  });
});
