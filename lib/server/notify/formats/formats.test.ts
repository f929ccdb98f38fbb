import { Webhook } from "standardwebhooks";
import { describe, expect, it } from "vitest";
import type { ChannelConfig, ChannelSecret } from "#core/contracts/channels.ts";
import { packContent } from "../content.ts";
import { type Delivery, deliver } from "../deliver.ts";
import { createGuard } from "../guard.ts";
import type { OutboundAnswer, OutboundRequest } from "../request.ts";
import { resolvedAlert, testAlert } from "../testing-alert.ts";
import { mailOf } from "./email.ts";
import { areSigningSecrets, signatureHeaders } from "./webhook.ts";

const now = new Date("2026-11-22T12:00:00.000Z");
const where = { receiver: "ops", groupKey: '{}:{alertname="Age drifts", model="churn"}', at: now, externalURL: "https://tide.test" };
const firing = packContent([{ kind: "firing", alert: testAlert() }], where);
const over = packContent([{ kind: "resolved", alert: resolvedAlert() }], where);
const many = (count: number, text = "") =>
  packContent(
    Array.from({ length: count }, (_, i) => ({
      kind: "firing" as const,
      alert: testAlert({ fingerprint: `f${i}`, annotations: { summary: `Alert ${i}`, description: text } }),
    })),
    where,
  );
const nasty = packContent(
  [
    {
      kind: "firing",
      alert: testAlert({
        labels: { model: '<img src=x onerror="alert(1)">', alertname: "a & b" },
        annotations: {
          summary: "<script>alert('1')</script> & <!channel>",
          description: "[link](https://evil.test) <https://evil.test|click>",
        },
        incidentURL: "javascript:alert(1)",
        links: [{ title: 'x"><b>', url: 'https://wiki.test/?q="><script>' }],
      }),
    },
  ],
  where,
);

/** Sends it, with a receiver that answers as told, and gives what it got. */
async function send(config: ChannelConfig, secret: ChannelSecret, content = firing, ...answers: Partial<OutboundAnswer>[]) {
  const requests: (OutboundRequest & { json: Record<string, unknown> })[] = [];
  const delivery: Delivery = {
    guard: createGuard(undefined),
    timeoutMs: 1_000,
    post: async (_guard, request) => {
      requests.push({ ...request, json: JSON.parse(request.body) });
      return { status: 200, headers: {}, body: "", ...answers[Math.min(requests.length, answers.length) - 1] };
    },
  };
  const outcome = await deliver({ id: "msg_1", content, config, secret, now }, delivery);
  return { outcome, requests };
}

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

  it.each([
    [secret, true],
    [`${secret} ${other}`, true],
    ["whsec_c2hvcnQ=", false],
    ["secret", false],
    ["", false],
    [`whsec_${Buffer.alloc(65).toString("base64")}`, false],
  ])("takes only secrets of Standard Webhooks: %s", (text, right) => expect(areSigningSecrets(text)).toBe(right));
});

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

describe("Teams", () => {
  const config: ChannelConfig = { kind: "teams" };
  const secret = { url: "https://prod-1.westeurope.logic.azure.com/workflows/x/triggers/manual/paths/invoke?sig=abc" };

  it("takes an adaptive card with 202", async () => {
    const { outcome, requests } = await send(config, secret, over, { status: 202 });
    expect(outcome).toMatchObject({ delivered: true, status: 202 });
    const { type, attachments } = requests[0]!.json as {
      type: string;
      attachments: { contentType: string; contentUrl: null; content: Record<string, unknown> }[];
    };
    expect(type).toBe("message");
    expect(attachments[0]).toMatchObject({
      contentType: "application/vnd.microsoft.card.adaptive",
      contentUrl: null,
      content: { type: "AdaptiveCard", version: "1.2", msteams: { width: "full" } },
    });
    const text = JSON.stringify(attachments[0]!.content);
    expect(text).toContain('"color":"Good"');
    expect(text).toContain("https://tide.test/incidents/12");
  });

  it.each([
    [400, '{"error":{"code":"InvalidRequestContent","message":"The request content is not valid"}}', false],
    [401, '{"error":{"code":"DirectApiAuthorizationRequired"}}', false],
    [404, '{"error":{"code":"WorkflowNotFound"}}', false],
    [429, '{"error":{"code":"WorkflowTriggerRateLimited"}}', true],
    [502, '{"error":{"code":"NoResponse"}}', true],
  ])("answers %i", async (status, body, retry) => {
    expect((await send(config, secret, firing, { status, body })).outcome).toMatchObject({ delivered: false, status, retry });
  });

  it("stays below 28 KB, and shows text as text", async () => {
    const { requests } = await send(config, secret, many(50, "ü".repeat(3_000)));
    expect(Buffer.byteLength(requests[0]!.body)).toBeLessThanOrEqual(28 * 1024);
    expect(requests[0]!.body).toMatch(/… and \d+ more/);
    const { body } = (await send(config, secret, nasty)).requests[0]!;
    expect(body).not.toContain("javascript:");
    // Markdown is only read in TextBlocks.
    expect(body).not.toContain('"TextBlock"');
  });
});

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

describe("a mail", () => {
  const config: Extract<ChannelConfig, { kind: "email" }> = {
    kind: "email",
    host: "mail.example.org",
    port: 587,
    security: "starttls",
    user: "",
    from: "Tidemark <tide@example.org>",
    to: ["ops@example.org"],
  };

  it("has a stable id, and hangs together with the others of its group", () => {
    const first = mailOf({ id: "msg_1", content: firing, config });
    const second = mailOf({ id: "msg_2", content: over, config });
    expect(first).toMatchObject({
      messageId: "<msg_1@example.org>",
      subject: "[FIRING:1] Age drifts churn (warning)",
      headers: { "Auto-Submitted": "auto-generated" },
    });
    expect(second.subject).toBe("[RESOLVED:1] Age drifts churn (warning)");
    expect(second.references).toBe(first.references);
    expect(mailOf({ id: "msg_1", content: firing, config })).toEqual(first);
  });

  it("says the same in text and in HTML, in which nothing of an alert is markup", () => {
    const { text, html } = mailOf({ id: "msg_1", content: nasty, config });
    expect(text).toContain("<script>alert('1')</script>");
    expect(html).toContain("&lt;script&gt;alert(&#39;1&#39;)&lt;/script&gt; &amp; &lt;!channel&gt;");
    expect(html).not.toMatch(/<script|<img|javascript:|onerror="/);
  });
});

describe("a title", () => {
  it.each([
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
});
