import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import type { ChannelConfig } from "#core/contracts/channels.ts";
import { packContent } from "../content.ts";
import { testAlert } from "../testing-alert.ts";
import { many, over, send, where } from "./testing.ts";
import { areSigningSecrets, signatureHeaders } from "./webhook.ts";

describe("webhook", () => {
  const secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
  const other = "whsec_ZmVkY2JhOTg3NjU0MzIxMGZlZGNiYTk4NzY1NDMyMTA=";
  const config: ChannelConfig = { kind: "webhook", url: "https://example.org/hook", body: "standard" };

  it("signs as the published test vector says", () => {
    const headers = signatureHeaders("msg_1", new Date(1_793_491_200_000), '{"type":"alert.firing"}', secret);
    expect(headers).toEqual({
      "webhook-id": "msg_1",
      "webhook-timestamp": "1793491200",
      "webhook-signature": "v1,MhbggqlAn8yMP6on4t8DAK2TMm5fbKjAr6zgP26s/T8=",
    });
  });

  it("is verified by the library of Standard Webhooks, with each of several secrets, and not once it was touched", async () => {
    const { requests } = await send(config, { signing_secret: `${other} ${secret}` });
    const { body, headers } = requests[0]!;
    // The library holds the time of the attempt against the clock of this machine.
    const recent = { ...headers, ...signatureHeaders("msg_1", new Date(), body, `${other} ${secret}`) };
    for (const one of [secret, other]) expect(new Webhook(one).verify(body, recent)).toMatchObject({ type: "alarm.firing" });
    expect(() => new Webhook(secret).verify(body.replace("firing", "fixing"), recent)).toThrow();
    expect(() => new Webhook("whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").verify(body, recent)).toThrow();
    expect(() => new Webhook(secret).verify(body, { ...recent, "webhook-id": "msg_2" })).toThrow();
  });

  it("says a superset of Alertmanager's version 4", async () => {
    const { requests, outcome } = await send(config, {});
    expect(outcome.delivered).toBe(true);
    expect(requests[0]!.json).toMatchObject({
      type: "alarm.firing",
      timestamp: "2026-11-22T12:00:00.000Z",
      data: {
        version: "4",
        status: "firing",
        receiver: "ops",
        groupKey: where.groupKey,
        groupLabels: { alertname: "Age drifts", model: "churn" },
        commonLabels: { alertname: "Age drifts", model: "churn", severity: "warning", column: "age" },
        commonAnnotations: { summary: "PSI of age was 0.31, above 0.2" },
        externalURL: "https://tide.test",
        truncatedAlerts: 0,
        title: "[FIRING:1] Age drifts churn (warning)",
        alerts: [
          {
            status: "firing",
            fingerprint: "6cba517c0e5333fe",
            values: { "PSI of age": 0.3123456 },
            incident: 12,
            endsAt: "0001-01-01T00:00:00Z",
          },
        ],
      },
    });
    expect((await send(config, {}, over)).requests[0]!.json).toMatchObject({ type: "alarm.resolved", data: { status: "resolved" } });
  });

  it("in raw mode has Alertmanager's fields and no others", async () => {
    const { requests } = await send({ ...config, body: "alertmanager" }, {});
    const { alerts, ...rest } = requests[0]!.json as { alerts: object[] };
    expect(Object.keys(rest).sort()).toEqual(
      [
        "commonAnnotations",
        "commonLabels",
        "externalURL",
        "groupKey",
        "groupLabels",
        "receiver",
        "status",
        "truncatedAlerts",
        "version",
      ].sort(),
    );
    expect(Object.keys(alerts[0]!).sort()).toEqual([
      "annotations",
      "endsAt",
      "fingerprint",
      "generatorURL",
      "labels",
      "startsAt",
      "status",
    ]);
  });

  it.each([1, 30, 200])("stays below 20 kB with %i long alerts, and says how many it left out", async (count) => {
    const { requests } = await send(config, {}, many(count, "é".repeat(count === 1 ? 30_000 : 400)));
    expect(Buffer.byteLength(requests[0]!.body)).toBeLessThanOrEqual(20_000);
    const { alerts, truncatedAlerts } = (requests[0]!.json as { data: { alerts: unknown[]; truncatedAlerts: number } }).data;
    expect(alerts.length).toBeGreaterThan(0);
    expect(alerts.length + truncatedAlerts).toBe(count);
  });

  it("cuts one alert with enormous labels rather than leaving it out", async () => {
    const labels = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`label_${i}`, "ü".repeat(400)]));
    const content = packContent([{ kind: "firing", alert: testAlert({ labels }) }], where);
    const { requests } = await send(config, {}, content);
    expect(Buffer.byteLength(requests[0]!.body)).toBeLessThanOrEqual(20_000);
    expect(requests[0]!.json).toMatchObject({
      data: { truncatedAlerts: 0, alerts: [{ incident: 12, labels: { alertname: "Age drifts" } }] },
    });
  });

  it.each([
    [secret, true],
    [`${secret} ${other}`, true],
    ["whsec_c2hvcnQ=", false],
    ["secret", false],
    ["", false],
    [`whsec_${Buffer.alloc(65).toString("base64")}`, false],
  ])("takes only secrets of Standard Webhooks: %s", (text, right) => expect(areSigningSecrets(text)).toBe(right));
});
