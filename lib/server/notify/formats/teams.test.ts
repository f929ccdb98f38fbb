import { describe, expect, it } from "vitest";
import type { ChannelConfig } from "#core/contracts/channels.ts";
import { firing, many, nasty, over, send } from "./testing.ts";

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

  it.each([
    "Webhook message delivery failed with error: Microsoft Teams endpoint returned HTTP error 429 with ContextId tcid=0,server=DB3",
    '{"error": {"code":"InvalidBotTemplate","message":"The card is not valid"}}',
  ])("has not taken what it answers 200 to, saying %s", async (body) => {
    const { outcome } = await send(config, secret, firing, { status: 200, body });
    expect(outcome).toMatchObject({ delivered: false, status: 200, retry: true });
    expect(outcome.error).toContain(body.slice(0, 40));
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
