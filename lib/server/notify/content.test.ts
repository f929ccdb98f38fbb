import { describe, expect, it } from "vitest";
import { packContent } from "./content.ts";
import { where } from "./formats/testing.ts";
import { resolvedAlert, testAlert } from "./testing-alert.ts";

describe("a title", () => {
  it.each([
    ["acknowledged", "[ACKNOWLEDGED:1] Age drifts churn (warning)"],
    ["repeat", "[STILL FIRING:1] Age drifts churn (warning)"],
    ["digest", "[DIGEST:1] Age drifts churn (warning)"],
    ["flapping", "[FLAPPING:1] Age drifts churn (warning)"],
  ] as const)("of %s says so", (kind, title) => expect(packContent([{ kind, alert: testAlert() }], where).title).toBe(title));

  it("counts alerts, of which the last telling counts, and is one line", () => {
    const told = [
      { kind: "firing" as const, alert: testAlert({ fingerprint: "a" }) },
      { kind: "firing" as const, alert: testAlert({ fingerprint: "b", labels: { severity: "critical" } }) },
      { kind: "resolved" as const, alert: resolvedAlert({ fingerprint: "a" }) },
    ];
    const content = packContent(told, { ...where, groupKey: '{}:{model="a\\nb"}' });
    expect(content).toMatchObject({ kind: "firing", status: "firing", title: "[FIRING:1] a b (critical)" });
    expect(content.alerts.map(({ alert }) => [alert.fingerprint, alert.status])).toEqual([
      ["b", "firing"],
      ["a", "resolved"],
    ]);
  });

  it("is never cut within a sign", () => {
    for (let length = 280; length < 300; length++) {
      const groupKey = `{}:{alertname=${JSON.stringify(`${"x".repeat(length)}${"🌊".repeat(30)}`)}}`;
      const { title } = packContent([{ kind: "firing", alert: testAlert() }], { ...where, groupKey });
      expect(title.isWellFormed()).toBe(true);
      expect(title.length).toBeLessThanOrEqual(300);
    }
  });
});
