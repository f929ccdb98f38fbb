import { describe, expect, it } from "vitest";
import type { ChannelConfig } from "#core/contracts/channels.ts";
import { mailOf } from "./email.ts";
import { firing, nasty, over } from "./testing.ts";

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
