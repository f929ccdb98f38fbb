import { describe, expect, it } from "vitest";
import type { ChannelConfig } from "#core/contracts/channels.ts";
import { firing, many, nasty, send } from "./testing.ts";

describe("Slack", () => {
  const config: ChannelConfig = { kind: "slack", mention: "<!here>" };
  const secret = { url: "https://hooks.slack.com/services/T0/B0/x" };

  it("takes a message with the body `ok`", async () => {
    const { outcome, requests } = await send(config, secret, firing, { body: "ok" });
    expect(outcome).toMatchObject({ delivered: true, status: 200, error: null });
    expect(requests[0]).toMatchObject({
      url: secret.url,
      json: {
        text: "<!here> [FIRING:1] Age drifts churn (warning)",
        attachments: [
          { color: "#f2a541", title: "PSI of age was 0.31, above 0.2", title_link: "https://tide.test/incidents/12", mrkdwn_in: ["text"] },
        ],
      },
    });
    const [attachment] = requests[0]!.json.attachments as { text: string; fields: { title: string; value: string }[] }[];
    expect(attachment!.text).toContain("<https://wiki.test/age?a=1&amp;b=2|Runbook>");
    expect(attachment!.fields).toContainEqual({ title: "PSI of age", value: "0.3123", short: true });
  });

  // What Slack documents: https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks
  it.each([
    [200, "<html>maintenance</html>", true, false],
    [400, "invalid_payload", false, false],
    [403, "action_prohibited", false, false],
    [404, "channel_not_found", false, false],
    [404, "no_service", false, false],
    [410, "channel_is_archived", false, true],
    [429, "rate_limited", true, false],
    [500, "rollup_error", true, false],
  ])("answers %i %s", async (status, body, retry, gone) => {
    const { outcome } = await send(config, secret, firing, { status, body, headers: status === 429 ? { "retry-after": "30" } : {} });
    expect(outcome).toMatchObject({ delivered: false, status, gone, retryAfterMs: status === 429 ? 30_000 : null });
    if (!gone) expect(outcome.retry).toBe(retry);
    expect(outcome.error).toContain(body);
  });

  it("reads nothing of an alert as its own marks, and opens no other addresses than those of the web", async () => {
    const { requests } = await send(config, secret, nasty, { body: "ok" });
    const text = JSON.stringify({ ...requests[0]!.json, text: "" });
    expect(text).not.toMatch(/<!channel>|<script|<img|<https:\/\/evil|javascript:/);
    expect(text).toContain("&lt;!channel&gt;");
  });

  it("stays short", async () => {
    const { requests } = await send(config, secret, many(200, "x".repeat(3_000)), { body: "ok" });
    expect(requests[0]!.body.length).toBeLessThanOrEqual(40_000);
    expect(requests[0]!.json.text).toMatch(/_and 1\d\d more_$/);
  });
});
