// What fired, who is told, what people say of it, and what can go wrong: the pages around incidents. That alarms fire by themselves is alarms.spec.ts's.
import { type APIRequestContext, expect } from "@playwright/test";
import pg from "pg";
import type { Alarm } from "#core/contracts/alarms.ts";
import type { IncidentDetail } from "#core/contracts/incidents.ts";
import { authorization, send } from "./alarms-support.ts";
import { expectAccessible, get, openPage, running, SAMPLE, SESSION, test } from "./support.ts";

test.use({ storageState: SESSION });
test.describe.configure({ mode: "serial" });

const NAME = `Age drifts (browser test ${Date.now()})`;
const MINUTE = 60_000;
/** PSI of age, minute by minute: the fifth fires, the sixth is the worst. */
const VALUES = [0.05, 0.08, 0.07, 0.12, 0.24, 0.31, 0.27];
const FIRED = 4;
const WORST = 5;

let alarm = 0;
let incident = 0;

const reading = (value: number) => ({ state: "ok", value, n: 500, lower: value - 0.02, upper: value + 0.02, p: 0.0001 });

/** An alarm that is off, with what its worker would have written: a firing incident does not wait for the clock. */
async function seed(request: APIRequestContext): Promise<void> {
  const definition = {
    description: "The ages of those who come now are not those of the reference.",
    when: { metric: { kind: "drift", statistic: "psi", column: "age" }, is: { kind: "above", threshold: 0.2, critical: 0.3 } },
    window: "1d",
    every: "1m",
    links: [{ title: "Runbook", url: "https://example.org/runbook" }],
  };
  const made = await send(request, "POST", "/api/v1/alarms", { name: NAME, model: SAMPLE, enabled: false, definition }, 201);
  alarm = (made as Alarm).id;
  const pool = new pg.Pool({ connectionString: running().databaseUrl, max: 1 });
  try {
    const from = Math.floor(Date.now() / MINUTE - VALUES.length) * MINUTE;
    const slot = (i: number) => new Date(from + i * MINUTE).toISOString();
    for (const [i, value] of VALUES.entries()) {
      const series = [{ series: "", status: i < FIRED ? "ok" : "firing", readings: [reading(value)] }];
      await pool.query(
        "INSERT INTO alarm_evaluation (rule_id, slot_at, rule_version, outcome, readings) VALUES ($1, $2, 1, 'evaluated', $3)",
        [alarm, slot(i), JSON.stringify(series)],
      );
    }
    const sight = (i: number) => ({
      slot_at: slot(i),
      readings: [{ ...reading(VALUES[i]!), message: null, base: null, base_width: null }],
    });
    const { rows } = await pool.query<{ id: number }>(
      `INSERT INTO incident (project_id, model_id, rule_id, rule_version, series, severity, labels, fired_at, evidence)
       SELECT r.project_id, r.model_id, r.id, 1, '', 'critical', $2, $3, $4 FROM alarm_rule r WHERE r.id = $1 RETURNING id`,
      [
        alarm,
        JSON.stringify({ alertname: NAME, model: SAMPLE, severity: "critical" }),
        slot(FIRED),
        JSON.stringify({ at_firing: sight(FIRED), at_worst: sight(WORST), latest: sight(VALUES.length - 1), told: true }),
      ],
    );
    incident = rows[0]!.id;
    await pool.query("INSERT INTO incident_event (incident_id, kind, detail) VALUES ($1, 'fired', $2)", [
      incident,
      JSON.stringify({ text: "It fired." }),
    ]);
  } finally {
    await pool.end();
  }
}

test.beforeAll(async ({ request }) => seed(request));

test.afterAll(async ({ request }) => {
  const pool = new pg.Pool({ connectionString: running().databaseUrl, max: 1 });
  await pool.query("DELETE FROM incident WHERE id = $1", [incident]);
  await pool.end();
  await request.delete(`/api/v1/alarms/${alarm}`, { headers: authorization });
});

test("what fires stands in the navigation, in the list and with its model, and leads to what was seen", async ({ page }) => {
  await page.goto("/");
  await expect(page.getByRole("link", { name: /^Incidents \d+\+? firing$/ })).toBeVisible();
  await page.getByRole("link", { name: /incidents? fires? of Bank marketing calls/ }).click();
  await expect(page).toHaveURL(/\/incidents\?model=bank-marketing&status=firing/);
  const row = page.getByRole("region", { name: "Firing now" }).getByRole("row").filter({ hasText: NAME });
  await expect(row).toContainText("Critical");
  await row.getByRole("link", { name: "PSI of age was 0.31, above 0.2" }).click();

  await expect(page.getByRole("heading", { level: 1, name: "PSI of age was 0.31, above 0.2" })).toBeVisible();
  const chart = page.getByRole("region", { name: "PSI of age around the incident" });
  await expect(chart).toContainText("Between 0.05 and 0.31 over 7 slots; fires above 0.2.");
  await chart.getByRole("button", { name: "Table" }).click();
  await expect(chart.getByRole("row").nth(VALUES.length)).toContainText("0.27");
  await expect(chart.getByRole("row").filter({ hasText: "Firing" })).toHaveCount(3);
  const seen = page.getByRole("region", { name: "What was seen" });
  await expect(seen.getByRole("row", { name: /At worst/ })).toContainText("0.31");
  await expect(page.getByRole("link", { name: "Runbook" })).toHaveAttribute("href", "https://example.org/runbook");
  await page.getByRole("link", { name: "Look at its window" }).click();
  await expect(page).toHaveURL(/\/models\/bank-marketing\/drift\?from=.*column=age&statistic=psi/);
});

test("it is acknowledged with a verdict by keyboard alone, and judged anew", async ({ page, request }) => {
  await page.goto(`/incidents/${incident}`);
  const verdicts = page.getByRole("radiogroup", { name: "Verdict" });
  await verdicts.getByRole("radio", { name: "Real" }).focus();
  await page.keyboard.press("Space");
  await expect(verdicts.getByRole("radio", { name: "Real" })).toBeChecked();
  // The group marks what gets the focus while the key is down.
  await page.keyboard.down("ArrowDown");
  await expect(verdicts.getByRole("radio", { name: "False" })).toBeChecked();
  await page.keyboard.up("ArrowDown");
  await page.keyboard.down("ArrowUp");
  await expect(verdicts.getByRole("radio", { name: "Real" })).toBeChecked();
  await page.keyboard.up("ArrowUp");
  await page.getByLabel("Comment").focus();
  await page.keyboard.type("Another campaign began.");
  await expect(page.getByRole("button", { name: "Only comment" })).toBeVisible();
  await page.getByRole("button", { name: "Acknowledge", exact: true }).focus();
  await page.keyboard.press("Enter");
  const head = page.locator("main header").first();
  await expect(head.getByText("Acknowledged", { exact: true })).toBeVisible();
  await expect(head.getByText("Real", { exact: true })).toBeVisible();
  await expect(page.getByRole("list", { name: "History" })).toContainText("Another campaign began.");

  await verdicts.getByRole("radio", { name: "Expected" }).click();
  await page.getByRole("button", { name: "Save verdict" }).click();
  await expect(head.getByText("Expected", { exact: true })).toBeVisible();
  const now = await get<IncidentDetail>(request, `/api/v1/incidents/${incident}`);
  expect(now.verdict).toBe("expected");
  expect(now.events.map(({ kind }) => kind)).toEqual(["fired", "acknowledged", "verdict", "verdict"]);
});

test("it is silenced from where it is seen, and the silence is ended", async ({ page }) => {
  const why = `Known campaign ${Date.now()}`;
  await page.goto(`/incidents/${incident}`);
  await page.getByRole("button", { name: "Silence", exact: true }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Value 1", { exact: true })).toHaveValue(NAME);
  await expect(dialog.getByRole("region", { name: "What it would silence now" })).toContainText("PSI of age was 0.31, above 0.2");
  await dialog.getByLabel("Value 1", { exact: true }).fill("of another name");
  await expect(dialog.getByRole("region", { name: "What it would silence now" })).toContainText(/Would silence 0 of/);
  await dialog.getByLabel("Value 1", { exact: true }).fill(NAME);
  await dialog.getByRole("radio", { name: "4 h" }).click();
  await dialog.getByRole("button", { name: "Silence" }).click();
  await expect(dialog.getByText("Say why: somebody will ask.")).toBeVisible();
  await dialog.getByLabel("Why").fill(why);
  await dialog.getByRole("button", { name: "Silence" }).click();
  await expect(dialog).toBeHidden();
  await expect(page.locator("main header").first().getByText("Silenced", { exact: true })).toBeVisible();

  await page.goto("/alarms/silences");
  const row = page.getByRole("listitem").filter({ hasText: why });
  await expect(row).toContainText("silences 1 incident now");
  await expect(row).toContainText(/ends in (4 h|3 h 5\d min)/);
  await row.getByRole("button", { name: /^Expire now/ }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Expire now" }).click();
  await expect(page.getByRole("list", { name: "Expired" }).getByRole("listitem").filter({ hasText: why })).toContainText("ended");
  await expect(row.getByRole("button")).toHaveCount(0);
});

test("the silence that a notification links to is filled in, and an address that cannot be read says so", async ({ page }) => {
  await page.goto(`/alarms/silences?matchers=${encodeURIComponent('alertname="Age drifts",model=~"churn|fraud"')}`);
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Label 2")).toHaveValue("model");
  await expect(dialog.getByRole("combobox", { name: "Comparison 2" })).toContainText("=~");
  await expect(dialog.getByLabel("Value 2", { exact: true })).toHaveValue("churn|fraud");
  await dialog.getByLabel("Value 2", { exact: true }).fill("churn(");
  await expect(dialog.getByText(/The pattern of model cannot be read/)).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "Discard what you typed?" }).getByRole("button", { name: "Discard" }).click();
  await expect(page).not.toHaveURL(/matchers/);
  await page.goto("/alarms/silences?matchers=model");
  await expect(page.getByText(/which cannot be read/)).toBeVisible();
});

test("a channel is made, its secret shown once, tested, and changed without typing the secret again", async ({ page, request }) => {
  const name = `hook ${Date.now()}`;
  await page.goto("/alarms/channels");
  await page.getByRole("button", { name: "New channel" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByRole("button", { name: "Make channel" }).click();
  await expect(dialog.getByText("Give it a name: routes name it.")).toBeVisible();
  await dialog.getByLabel("Name").fill(name);
  // Nobody listens there, and no name has to be looked up: how long that takes is the machine's.
  await dialog.getByLabel("Address").fill("https://127.0.0.1:9/hook");
  await dialog.getByRole("button", { name: "Make channel" }).click();
  await expect(dialog.getByRole("region", { name: `Signing secret of ${name}` })).toContainText(/^whsec_[A-Za-z0-9+/=]{44}/);
  await dialog.getByRole("button", { name: "I have it" }).click();

  // Not the notice that says the same, nor its deliveries, which stand within it.
  const row = page.getByRole("main").getByRole("listitem").filter({ hasText: name }).first();
  await row.getByRole("button", { name: `Test ${name}` }).click();
  await expect(row.getByText(/^Not delivered\. .*127\.0\.0\.1:9/)).toBeVisible();
  await row.getByRole("button", { name: `Deliveries of ${name}` }).click();
  await expect(row.getByRole("region", { name: `Deliveries of ${name}` })).toContainText("1 attempt");
  await row.getByRole("button", { name: `Change ${name}` }).click();
  await expect(dialog.getByText(/Leave empty to keep/)).toBeVisible();
  await expect(dialog.getByLabel("Signing secret")).toHaveValue("");
  await dialog.getByLabel("Address").fill("https://127.0.0.1:9/other");
  await dialog.getByRole("button", { name: "Save channel" }).click();
  await expect(row).toContainText("https://127.0.0.1:9/other");
  const { data } = await get<{ data: { name: string; id: number; secrets: unknown[] }[] }>(request, "/api/v1/channels");
  expect(data.find((channel) => channel.name === name)?.secrets).toHaveLength(1);
  await row.getByRole("button", { name: `Delete ${name}` }).click();
  await dialog.getByRole("button", { name: "Delete channel" }).click();
  await expect(row).toHaveCount(0);
});

test("the routing says who would be told before it is saved, and another's change is not overwritten", async ({ page }) => {
  // Only what is sent is answered for: alarms of other tests are routed meanwhile.
  await page.route("/api/v1/routing", (route) =>
    route.request().method() === "PUT"
      ? route.fulfill({
          status: 409,
          contentType: "application/problem+json",
          body: JSON.stringify({
            title: "Conflict",
            status: 409,
            code: "routing_changed",
            detail: "Somebody has changed the routing meanwhile.",
          }),
        })
      : route.continue(),
  );
  await page.goto("/alarms/channels");
  const told = page.getByRole("region", { name: "Who would be told?" });
  await told.getByRole("combobox", { name: "Of this incident" }).click();
  await page.getByRole("option", { name: "Firing: PSI of age was 0.31, above 0.2" }).first().click();
  await page.getByRole("button", { name: "Add route" }).click();
  const last = page.getByLabel(/^Name of route/).last();
  await last.fill("Nobody at night");
  const up = page.getByRole("button", { name: "Move Nobody at night up" });
  await expect(async () => {
    if (await up.isEnabled()) await up.click({ timeout: 1_000 });
    await expect(up).toBeDisabled({ timeout: 200 });
  }).toPass();
  await expect(told).toContainText('Nobody by "Nobody at night"');
  await page.getByRole("button", { name: "Save routing" }).click();
  await expect(page.getByText(/Somebody else has changed the routing/)).toBeVisible();
  await page.getByRole("button", { name: "Keep mine" }).click();
  await expect(page.getByRole("textbox", { name: "Name of route 1" })).toHaveValue("Nobody at night");
  await page.getByRole("button", { name: "Discard" }).click();
  await expect(told).not.toContainText("Nobody at night");
});

test("a failure that nothing watches is watched after one click", async ({ page, request }) => {
  await page.goto(`/alarms/failures?model=${SAMPLE}`);
  await expect(page.getByRole("list", { name: "Tidemark cannot see it" }).getByRole("listitem").first()).toContainText("Why not:");
  const card = page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: "Scores no longer mean what they say" }) });
  await expect(card).toContainText("Not watched");
  await card.getByRole("button", { name: /^Add / }).click();
  await expect(card).toContainText("Watched");
  const link = card.getByRole("list", { name: "Alarms that would see it" }).getByRole("link");
  const made = Number((await link.getAttribute("href"))?.split("/").at(-1));
  const gone = await request.delete(`/api/v1/alarms/${made}`, { headers: authorization });
  expect(gone.status()).toBe(204);
});

const PAGES: Record<string, () => string> = {
  incidents: () => "/incidents",
  "an incident": () => `/incidents/${incident}`,
  alarms: () => "/alarms",
  "a new alarm": () => "/alarms/new",
  channels: () => "/alarms/channels",
  silences: () => "/alarms/silences",
  "what can go wrong": () => `/alarms/failures?model=${SAMPLE}`,
};

for (const [name, path] of Object.entries(PAGES)) {
  test(`axe finds nothing on ${name}, and nothing scrolls sideways`, async ({ page }) => {
    await expectAccessible(page, () => openPage(page, path()));
  });
}
