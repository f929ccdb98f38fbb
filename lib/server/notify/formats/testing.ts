import type { ChannelConfig, ChannelSecret } from "#core/contracts/channels.ts";
import { packContent } from "../content.ts";
import { type Delivery, deliver } from "../deliver.ts";
import { createGuard } from "../guard.ts";
import type { OutboundAnswer, OutboundRequest } from "../request.ts";
import { resolvedAlert, testAlert } from "../testing-alert.ts";

// Messages that every format is tried with, and receivers that answer as told.

const now = new Date("2026-11-22T12:00:00.000Z");
export const where = {
  receiver: "ops",
  groupKey: '{}:{alertname="Age drifts", model="churn"}',
  at: now,
  externalURL: "https://tide.test",
};
export const firing = packContent([{ kind: "firing", alert: testAlert() }], where);
export const over = packContent([{ kind: "resolved", alert: resolvedAlert() }], where);
export const many = (count: number, text = "") =>
  packContent(
    Array.from({ length: count }, (_, i) => ({
      kind: "firing" as const,
      alert: testAlert({ fingerprint: `f${i}`, annotations: { summary: `Alert ${i}`, description: text } }),
    })),
    where,
  );
/** Its texts are markup, addresses and scripts. */
export const nasty = packContent(
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
export async function send(config: ChannelConfig, secret: ChannelSecret, content = firing, ...answers: Partial<OutboundAnswer>[]) {
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
