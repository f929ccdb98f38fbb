import { describe, expect, it } from "vitest";
import type { ChannelConfig } from "#core/contracts/channels.ts";
import { packContent } from "../content.ts";
import { resolvedAlert, testAlert } from "../testing-alert.ts";
import { firing, many, over, send, where } from "./testing.ts";

describe("PagerDuty", () => {
  const config: ChannelConfig = { kind: "pagerduty", region: "eu" };
  const secret = { routing_key: "e93facc04764012d7bfb002500d5d1a6" };
  const taken = { status: 202, body: '{"status":"success","message":"Event processed","dedup_key":"6cba517c0e5333fe"}' };

  it("opens and closes an incident by the alert's fingerprint", async () => {
    const { outcome, requests } = await send(config, secret, firing, taken);
    expect(outcome).toMatchObject({ delivered: true, status: 202 });
    expect(requests[0]).toMatchObject({
      url: "https://events.eu.pagerduty.com/v2/enqueue",
      json: {
        routing_key: secret.routing_key,
        event_action: "trigger",
        dedup_key: "6cba517c0e5333fe",
        client: "Tidemark",
        links: expect.arrayContaining([{ href: "https://wiki.test/age?a=1&b=2", text: "Runbook" }]),
        payload: {
          summary: "PSI of age was 0.31, above 0.2",
          source: "churn",
          severity: "warning",
          component: "age",
          class: "Age drifts",
          timestamp: "2026-11-22T08:00:00.000Z",
        },
      },
    });
    expect((await send(config, secret, over, taken)).requests[0]!.json).toMatchObject({
      event_action: "resolve",
      dedup_key: "6cba517c0e5333fe",
    });
  });

  it("hears that somebody has seen it, by the same key; of what it was not told before, that it fires first", async () => {
    const seen = testAlert({ annotations: { summary: "PSI of age was 0.31, above 0.2", description: "Acknowledged by team: on it" } });
    const { outcome, requests } = await send(config, secret, packContent([{ kind: "acknowledged", alert: seen }], where), taken);
    expect(outcome).toMatchObject({ delivered: true, status: 202 });
    expect(requests.map((request) => request.json)).toMatchObject([
      { routing_key: secret.routing_key, event_action: "acknowledge", dedup_key: "6cba517c0e5333fe" },
    ]);
    const both = packContent(
      [
        { kind: "firing", alert: testAlert() },
        { kind: "acknowledged", alert: seen },
      ],
      where,
    );
    expect((await send(config, secret, both, taken)).requests.map(({ json }) => [json.event_action, json.dedup_key])).toEqual([
      ["trigger", "6cba517c0e5333fe"],
      ["acknowledge", "6cba517c0e5333fe"],
    ]);
    const over = packContent([...both.alerts, { kind: "resolved", alert: resolvedAlert() }], where);
    expect((await send(config, secret, over, taken)).requests.map(({ json }) => json.event_action)).toEqual(["resolve"]);
  });

  it("gets one event an alert, and the rest again when one was not taken", async () => {
    const { outcome, requests } = await send(config, secret, many(3), taken, { status: 429, body: "" }, taken);
    expect(requests.map((request) => request.json.dedup_key)).toEqual(["f0", "f1"]);
    expect(outcome).toMatchObject({ delivered: false, retry: true, throttled: true });
  });

  it("is tested by an incident that is closed at once", async () => {
    const content = packContent([{ kind: "test", alert: testAlert() }], where);
    const { requests } = await send(config, secret, content, taken);
    expect(requests.map((request) => request.json.event_action)).toEqual(["trigger", "resolve"]);
    expect(requests[0]!.json.payload).toMatchObject({ severity: "info" });
  });

  it.each([
    [400, '{"status":"invalid event","message":"Event object is invalid","errors":["Length of \'routing_key\' is incorrect"]}', false],
    [429, "", true],
    [500, "", true],
  ])("answers %i", async (status, body, retry) => {
    expect((await send(config, secret, firing, { status, body })).outcome).toMatchObject({ delivered: false, status, retry });
  });

  it("stays below its limits", async () => {
    const labels = Object.fromEntries(Array.from({ length: 2_000 }, (_, i) => [`label_${i}`, "x".repeat(500)]));
    const content = packContent(
      [
        {
          kind: "firing",
          alert: testAlert({ labels, fingerprint: "f".repeat(400), annotations: { summary: "s".repeat(5_000), description: "" } }),
        },
      ],
      where,
    );
    const { requests } = await send(config, secret, content, taken);
    expect(Buffer.byteLength(requests[0]!.body)).toBeLessThanOrEqual(512_000);
    const { dedup_key, payload } = requests[0]!.json as {
      dedup_key: string;
      payload: { summary: string; custom_details: { truncated: string } };
    };
    expect([dedup_key.length, payload.summary.length]).toEqual([255, 1_024]);
    expect(payload.custom_details.truncated).toMatch(/labels left out/);
  });
});
