import { describe, expect, it } from "vitest";
import type { ChannelConfig } from "#core/contracts/channels.ts";
import { packContent } from "../content.ts";
import { testAlert } from "../testing-alert.ts";
import { firing, over, send, where } from "./testing.ts";

describe("Alertmanager", () => {
  const config: ChannelConfig = {
    kind: "alertmanager",
    urls: ["https://am1.example.org", "https://am2.example.org/prefix/"],
    user: "tide",
  };

  it("is told at all its addresses, and valid for four minutes", async () => {
    const { outcome, requests } = await send(config, { password: "pässword" });
    expect(outcome.delivered).toBe(true);
    expect(requests.map((request) => request.url)).toEqual([
      "https://am1.example.org/api/v2/alerts",
      "https://am2.example.org/prefix/api/v2/alerts",
    ]);
    expect(requests[0]!.headers.Authorization).toBe(`Basic ${Buffer.from("tide:pässword").toString("base64")}`);
    expect(requests[0]!.json).toMatchObject([
      { labels: { alertname: "Age drifts", model: "churn" }, startsAt: "2026-11-22T08:00:00.000Z", endsAt: "2026-11-22T12:04:00.000Z" },
    ]);
    expect((await send(config, { token: "t" }, over)).requests[0]).toMatchObject({
      headers: { Authorization: "Bearer t" },
      json: [{ endsAt: "2026-11-22T11:00:00.000Z" }],
    });
  });

  it("has been told when one of its members took it, and says which did not", async () => {
    const { outcome } = await send(config, {}, firing, { status: 200 }, { status: 502, body: "bad gateway" });
    expect(outcome).toMatchObject({ delivered: true, status: 200 });
    expect(outcome.error).toContain("1 of 2 addresses did not take it: The receiver answered 502: bad gateway");
    expect((await send(config, {}, firing, { status: 503 })).outcome).toMatchObject({ delivered: false, retry: true });
  });

  it("gets no names and times that it refuses", async () => {
    const alert = testAlert({ labels: { "model.name": "x", "9lives": "y", empty: "" }, startsAt: "2026-11-22T13:00:00.000Z" });
    const { requests } = await send(
      config,
      {},
      packContent([{ kind: "resolved", alert: { ...alert, status: "resolved", endsAt: "2026-11-22T11:00:00Z" } }], where),
    );
    const [pushed] = requests[0]!.json as unknown as { labels: Record<string, string>; startsAt: string; endsAt: string }[];
    expect(Object.keys(pushed!.labels)).not.toContain("empty");
    for (const name of Object.keys(pushed!.labels)) expect(name).toMatch(/^[a-zA-Z_][a-zA-Z0-9_]*$/);
    expect(pushed!.endsAt >= pushed!.startsAt).toBe(true);
  });
});
