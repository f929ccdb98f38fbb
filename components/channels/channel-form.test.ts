import { describe, expect, it } from "vitest";
import { CHANNEL_KINDS, channelConfigSchema, createChannelSchema } from "#core/contracts/channels.ts";
import { type ChannelForm, configOf, emptyForm, formOf, problemsOf, refusedFields, secretOf, targetOf } from "./channel-form.ts";

const FILLED: Record<ChannelForm["kind"], Partial<ChannelForm>> = {
  webhook: { url: " https://hooks.example.org/a ", body: "alertmanager", secret: { signing_secret: "" } },
  slack: { mention: "@oncall", secret: { url: "https://hooks.slack.com/services/T/B/x" } },
  teams: { secret: { url: "https://prod.logic.azure.com/workflows/x" } },
  pagerduty: { region: "eu", secret: { routing_key: "0123456789abcdef0123456789abcdef" } },
  email: {
    host: "smtp.example.org",
    port: "465",
    security: "tls",
    user: "t",
    from: "Tidemark <t@example.org>",
    to: "a@example.org,\nb@example.org;",
    secret: { password: "p" },
  },
  alertmanager: { urls: "http://am-1:9093\nhttp://am-2:9093", user: "", secret: { token: "abc" } },
};

describe.each(CHANNEL_KINDS)("%s", (kind) => {
  const form: ChannelForm = { ...emptyForm(kind), name: "Ops", ...FILLED[kind] };

  it("becomes what the API takes, and comes back as it was", () => {
    const body = createChannelSchema.parse({ name: form.name, config: configOf(form), secret: secretOf(form) });
    const again = formOf(body);
    expect(configOf(again)).toEqual(configOf(form));
    expect(channelConfigSchema.parse(configOf(again))).toEqual(body.config);
    expect(again.secret).toEqual({});
    expect(targetOf(body.config).length).toBeGreaterThan(0);
  });

  it("has no problem when filled in, and says what is missing when empty", () => {
    expect(problemsOf(form, [])).toEqual({});
    expect(Object.keys(problemsOf(emptyForm(kind), [])).length).toBeGreaterThan(1);
  });

  it("needs no secret again that is stored", () => {
    const stored = Object.keys(form.secret);
    expect(problemsOf({ ...form, secret: {} }, stored)).toEqual({});
  });
});

it("leaves empty secrets out, so that the stored ones stay", () => {
  expect(secretOf({ ...emptyForm("alertmanager"), secret: { token: " ", password: "x" } })).toEqual({ password: "x" });
});

it("names the mail address that is none", () => {
  const form = { ...emptyForm("email"), name: "Mail", ...FILLED.email, to: "a@example.org, nobody" };
  expect(problemsOf(form, [])).toEqual({ to: "nobody is not a mail address." });
});

it("refuses a sender that is none, and a port that is none", () => {
  const form = { ...emptyForm("email"), name: "Mail", ...FILLED.email, from: "Tidemark", port: "70000" };
  expect(Object.keys(problemsOf(form, []))).toEqual(["port", "from"]);
});

it("puts what the API refused at its field", () => {
  const refused = [{ pointer: "/secret/password", detail: "type the password in again" }];
  expect(refusedFields("email", refused)).toEqual({ fields: { "secret.password": "type the password in again" }, isAll: true });
  expect(refusedFields("alertmanager", [{ pointer: "/config/urls/1", detail: "private" }, ...refused])).toEqual({
    fields: { urls: "private", "secret.password": "type the password in again" },
    isAll: true,
  });
  expect(refusedFields("slack", [{ pointer: "/secret/url", detail: "private" }]).fields).toEqual({ "secret.url": "private" });
  expect(refusedFields("webhook", [{ pointer: "/config/url", detail: "private" }]).fields).toEqual({ url: "private" });
});

it("leaves to the whole what it has no field for", () => {
  expect(refusedFields("slack", [])).toEqual({ fields: {}, isAll: false });
  expect(refusedFields("slack", [{ pointer: "/secret/password", detail: "no such secret" }])).toEqual({ fields: {}, isAll: false });
  expect(
    refusedFields("email", [
      { pointer: "/name", detail: "too long" },
      { pointer: "/config/security", detail: "one of" },
    ]),
  ).toEqual({
    fields: { name: "too long" },
    isAll: false,
  });
});
