import { expect, it } from "vitest";
import { RECENT_LOSSES, recentLosses, withRecent } from "./recent.ts";

it("keeps the newest losses in their order, however they come in parts", () => {
  const losses = Array.from({ length: RECENT_LOSSES + 700 }, (_, i) => (i % 256) / 255);
  const expected = losses.slice(-RECENT_LOSSES);
  const whole = withRecent(new Uint8Array(), losses);
  expect(recentLosses(whole)).toEqual(expected);
  let parts: Uint8Array = new Uint8Array();
  for (let at = 0; at < losses.length; at += 333) parts = withRecent(parts, losses.slice(at, at + 333));
  expect(parts).toEqual(whole);
  expect(withRecent(whole, [])).toEqual(whole);
});

it("keeps errors as they were, and others to a 510th", () => {
  const losses = [0, 1, 0.5, 0.123, 0.9999];
  const kept = recentLosses(withRecent(new Uint8Array(), losses));
  expect(kept.slice(0, 2)).toEqual([0, 1]);
  kept.forEach((loss, i) => {
    expect(Math.abs(loss - losses[i]!)).toBeLessThanOrEqual(1 / 510);
  });
});
