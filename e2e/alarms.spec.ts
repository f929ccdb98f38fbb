// Somebody who has never heard of PSI makes an alarm on a column that drifted, sees how often it would have fired while moving the threshold, saves it,
// sees it fire, gets the webhook, says that it was real, and silences it. With the mouse, and by keyboard alone.
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type APIRequestContext, expect, type Locator, type Page, test } from "@playwright/test";
import type { Alarm } from "#core/contracts/alarms.ts";
import type { Routing } from "#core/contracts/channels.ts";
import type { Incident } from "#core/contracts/incidents.ts";
import { expectAccessible, get, ingest, KEY, openPage, SESSION } from "./support.ts";

test.use({ storageState: SESSION });
test.describe.configure({ mode: "serial", timeout: 110_000 });

const DAY = 86_400_000;
const RUN = Date.now().toString(36);
const MODELS = { mouse: `alarm-mouse-${RUN}`, keys: `alarm-keys-${RUN}` };
const CHANNEL = `e2e ${RUN}`;
const authorization = { authorization: `Bearer ${KEY}` };

/** Eight days of which the last one has everybody thirty years older. */
function records(model: string): string {
  const now = Date.now();
  return Array.from({ length: 8 * 300 }, (_, i) => {
    const ts = now - 8 * DAY + (i / 300) * DAY;
    const age = 20 + ((i * 7) % 40) + (ts > now - DAY ? 30 : 0);
    return JSON.stringify({
      id: `${model}-${i}`,
      model,
      ts: new Date(ts).toISOString(),
      inputs: { age },
      prediction: i % 3 ? "stay" : "leave",
    });
  }).join("\n");
}

async function send(request: APIRequestContext, method: "POST" | "PUT", path: string, data: object, status: number): Promise<unknown> {
  const response = await request.fetch(path, { method, headers: authorization, data });
  expect(response.status(), `${path} answered ${await response.text()}`).toBe(status);
  return response.json();
}

async function makeModel(request: APIRequestContext, model: string): Promise<void> {
  expect((await ingest(request, records(model))).status()).toBe(200);
  const [from, to] = [8, 4].map((days) => new Date(Date.now() - days * DAY).toISOString());
  await send(request, "PUT", `/api/v1/models/${model}/reference`, { window: { from, to } }, 202);
}

const ready = (request: APIRequestContext, model: string) =>
  expect
    .poll(
      async () => {
        const { reference, health } = await get<{ reference: { status: string } | null; health: { waiting: number } }>(
          request,
          `/api/v1/models/${model}`,
        );
        return reference?.status === "ready" && health.waiting === 0;
      },
      { message: `${model} is counted against its reference`, timeout: 60_000 },
    )
    .toBe(true);

interface Told {
  alerts: { status: string; labels: Record<string, string>; incidentURL: string }[];
}
const told: Told[] = [];
let receiver: Server;

test.beforeAll(async ({ request }) => {
  receiver = createServer((incoming, answer) => {
    let body = "";
    incoming.on("data", (part: Buffer) => {
      body += part.toString();
    });
    incoming.on("end", () => {
      // The signed body holds what Alertmanager's would.
      const parsed = JSON.parse(body) as Told & { data?: Told };
      told.push(parsed.data ?? parsed);
      answer.end("ok");
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, "127.0.0.1", resolve));
  const { port } = receiver.address() as AddressInfo;
  await Promise.all(Object.values(MODELS).map((model) => makeModel(request, model)));
  await send(
    request,
    "POST",
    "/api/v1/channels",
    { name: CHANNEL, config: { kind: "webhook", url: `http://127.0.0.1:${port}/hook` } },
    201,
  );
  await changeRoutes(request, (routes) => [
    {
      name: CHANNEL,
      matchers: [{ name: "model", op: "=~", value: `alarm-.*-${RUN}` }],
      channels: [CHANNEL],
      continue: false,
      group_wait: "0s",
    },
    ...routes,
  ]);
  await Promise.all(Object.values(MODELS).map((model) => ready(request, model)));
});

test.afterAll(async ({ request }) => {
  receiver?.close();
  await changeRoutes(request, (routes) => routes.filter(({ name }) => name !== CHANNEL)).catch(() => {});
  for (const model of Object.values(MODELS)) await request.delete(`/api/v1/models/${model}`, { headers: authorization });
});

/** Other tests have routes too: theirs stay. */
async function changeRoutes(request: APIRequestContext, change: (routes: Routing["routes"]) => Routing["routes"]): Promise<void> {
  await expect(async () => {
    const { routing, version } = await get<{ routing: Routing; version: number }>(request, "/api/v1/routing");
    await send(request, "PUT", "/api/v1/routing", { routing: { ...routing, routes: change(routing.routes) }, version }, 200);
  }).toPass({ timeout: 10_000 });
}

const driftOf = (model: string) => `/models/${model}/drift?from=now-1d&to=now&column=age`;
const outcome = (page: Page) => page.getByTestId("outcome");
const FIRED = /would have fired (once|\d+ times) in/;
const NOT_FIRED = /would not have fired in/;

async function alarmOf(request: APIRequestContext, model: string): Promise<Alarm> {
  const { data } = await get<{ data: Alarm[] }>(request, `/api/v1/alarms?model=${model}`);
  expect(data).toHaveLength(1);
  return data[0]!;
}

/** Tab by Tab, as somebody without a mouse comes to it. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await expect(target).toBeVisible();
  for (let i = 0; i < 250; i++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`No Tab leads to ${target}`);
}

test("with the mouse: from a column that drifted to an alarm whose threshold shows what it leads to", async ({ page, request }) => {
  await page.goto(driftOf(MODELS.mouse));
  await page.getByRole("link", { name: "Make an alarm" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "New alarm" })).toBeVisible();
  await expect(page.getByRole("combobox", { name: "What should be watched?" })).toHaveText("The values of a column change");
  await expect(page.getByRole("combobox", { name: "Column" })).toHaveText("age (input)");
  await expect(page.getByLabel("Name")).toHaveValue("age has drifted");
  await expect(outcome(page)).toContainText(FIRED, { timeout: 30_000 });
  await expect(outcome(page), "how often it would by chance").toContainText(/On shuffled records, in which nothing drifts: \d/);

  // The line is dragged to the top: no firing is left, without asking the server again.
  let previews = 0;
  page.on("request", (asked) => {
    if (asked.url().endsWith("/alarms/preview")) previews++;
  });
  const slider = page.getByRole("slider", { name: "Threshold" });
  const drag = async (up: number) => {
    const box = (await slider.boundingBox())!;
    const [x, y] = [box.x + box.width / 3, box.y + box.height / 2];
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x, y - up, { steps: 6 });
    await page.mouse.up();
  };
  await drag(400);
  await expect(outcome(page)).toContainText(NOT_FIRED);
  const high = Number(await page.getByLabel("Threshold", { exact: true }).and(page.getByRole("textbox")).inputValue());
  expect(high).toBeGreaterThan(0.2);
  await page.getByRole("button", { name: "Suggest a threshold" }).click();
  await expect(page.getByText(/^With .* it would fire .* a month where nothing drifts/)).toBeVisible();
  await expect(outcome(page)).toContainText(FIRED);
  expect(previews, "the threshold is tried in the browser").toBe(0);

  await page.getByRole("button", { name: "Table" }).click();
  await expect(
    page
      .getByRole("region", { name: /slot by slot/ })
      .getByText("Firing")
      .first(),
  ).toBeVisible();
  await page.getByRole("textbox", { name: "Looks every" }).fill("1");
  await page.getByRole("combobox", { name: "Looks every, unit" }).click();
  await page.getByRole("option", { name: "minutes" }).click();
  await page.getByRole("button", { name: "Save alarm" }).click();
  await expect(page).toHaveURL(/\/alarms\/\d+$/);
  await expect(page.getByRole("heading", { level: 1, name: "age has drifted" })).toBeVisible();
  expect((await alarmOf(request, MODELS.mouse)).definition).toMatchObject({
    window: "1d",
    every: "1m",
    when: { metric: { statistic: "psi", column: "age" } },
  });
});

test("by keyboard alone: the same", async ({ page, request }) => {
  await page.goto(driftOf(MODELS.keys));
  await tabTo(page, page.getByRole("link", { name: "Make an alarm" }));
  await page.keyboard.press("Enter");
  await expect(outcome(page)).toContainText(FIRED, { timeout: 30_000 });

  await tabTo(page, page.getByRole("textbox", { name: "Looks every" }));
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("1");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const minutes = page.getByRole("option", { name: "minutes" });
  await expect(minutes).toBeVisible();
  await page.keyboard.type("min");
  await expect(minutes).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Looks every, unit" })).toHaveText("minutes");
  await expect(outcome(page)).toContainText("A look every", { timeout: 30_000 });

  const slider = page.getByRole("slider", { name: "Threshold" });
  await tabTo(page, slider);
  const before = Number(await slider.getAttribute("aria-valuenow"));
  await page.keyboard.press("ArrowUp");
  await expect.poll(async () => Number(await slider.getAttribute("aria-valuenow"))).toBeGreaterThan(before);
  await page.keyboard.press("End");
  await expect(slider).toHaveAttribute("aria-valuetext", NOT_FIRED);
  for (let i = 0; i < 20; i++) await page.keyboard.press("PageDown");
  await expect(slider).toHaveAttribute("aria-valuetext", FIRED);

  await tabTo(page, page.getByRole("button", { name: "Save alarm" }));
  await page.keyboard.press("Enter");
  await expect(page).toHaveURL(/\/alarms\/\d+$/);
  expect((await alarmOf(request, MODELS.keys)).definition.every).toBe("1m");
});

async function incidentOf(request: APIRequestContext, model: string): Promise<Incident | undefined> {
  return (await get<{ data: Incident[] }>(request, `/api/v1/incidents?model=${model}`)).data[0];
}

const toldOf = (model: string) => told.flatMap(({ alerts }) => alerts).filter(({ labels }) => labels.model === model);

test("with the mouse: it fires, the webhook comes, it is acknowledged as real and silenced", async ({ page, request }) => {
  const alarm = await alarmOf(request, MODELS.mouse);
  await page.goto(`/alarms/${alarm.id}`);
  const series = page.getByRole("region", { name: "Series of the alarm" });
  await expect(series.getByText("Firing")).toBeVisible({ timeout: 90_000 });
  await expect(series).toContainText(/on \d+ records, p < 0\.001/);
  await expect.poll(() => toldOf(MODELS.mouse).length, { timeout: 20_000 }).toBeGreaterThan(0);
  const [alert] = toldOf(MODELS.mouse);
  expect(alert).toMatchObject({ status: "firing", labels: { alertname: "age has drifted", severity: "warning" } });
  const incident = (await incidentOf(request, MODELS.mouse))!;
  expect(alert!.incidentURL).toContain(`/incidents/${incident.id}`);

  await series.getByRole("link", { name: /^Incident/ }).click();
  await page.getByRole("radio", { name: "Real" }).click();
  await page.getByRole("button", { name: "Acknowledge" }).click();
  await expect.poll(async () => (await incidentOf(request, MODELS.mouse))?.verdict).toBe("real");
  await page.getByRole("button", { name: "Silence" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Why").fill("A new campaign for older people");
  await dialog.getByRole("button", { name: "Silence", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Silenced", { exact: true }).first()).toBeVisible({ timeout: 20_000 });
  await page.goto(`/alarms/${alarm.id}`);
  await expect(series.getByText("Silenced")).toBeVisible({ timeout: 20_000 });
});

test("by keyboard alone: it fires, the webhook comes, it is acknowledged as real and silenced", async ({ page, request }) => {
  const alarm = await alarmOf(request, MODELS.keys);
  await page.goto(`/alarms/${alarm.id}`);
  const series = page.getByRole("region", { name: "Series of the alarm" });
  await expect(series.getByText("Firing")).toBeVisible({ timeout: 90_000 });
  await expect.poll(() => toldOf(MODELS.keys).length, { timeout: 20_000 }).toBeGreaterThan(0);

  await tabTo(page, series.getByRole("link", { name: /^Incident/ }));
  await page.keyboard.press("Enter");
  const real = page.getByRole("radio", { name: "Real" });
  await tabTo(page, real);
  await page.keyboard.press("Space");
  await expect(real).toBeChecked();
  await tabTo(page, page.getByRole("button", { name: "Acknowledge" }));
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await incidentOf(request, MODELS.keys))?.verdict).toBe("real");
  await tabTo(page, page.getByRole("button", { name: "Silence" }));
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await tabTo(page, dialog.getByLabel("Why"));
  await page.keyboard.type("A new campaign");
  await tabTo(page, dialog.getByRole("button", { name: "Silence", exact: true }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("Silenced", { exact: true }).first()).toBeVisible({ timeout: 20_000 });
});

test("the list finds an alarm by what it watches, switches it off, and its page shows what changed and goes back", async ({
  page,
  request,
}) => {
  const alarm = await alarmOf(request, MODELS.mouse);
  await page.goto(`/alarms?model=${MODELS.mouse}&q=psi`);
  const list = page.getByRole("region", { name: "Alarms" });
  await expect(list.getByRole("row")).toHaveCount(2);
  await expect(list.getByRole("row").nth(1)).toContainText("1 real");
  await list.getByRole("switch", { name: "age has drifted is on" }).click();
  await expect(list.getByText("Off", { exact: true }).filter({ visible: true })).toBeVisible();
  await list.getByRole("link", { name: "age has drifted" }).click();

  const threshold = page.getByRole("textbox", { name: "Threshold", exact: true });
  await threshold.fill("0.6");
  await page.getByRole("button", { name: "Save alarm" }).click();
  const changed = page.getByRole("list", { name: "What version 2 changed" });
  await expect(changed).toContainText("when.is.threshold");
  await expect(changed).toContainText("+ 0.6");
  await page.getByRole("button", { name: "Go back to version 1" }).click();
  await expect(page.getByText("Version 3")).toBeVisible();
  const now = await get<Alarm>(request, `/api/v1/alarms/${alarm.id}`);
  expect(now).toMatchObject({ version: 3, enabled: false, definition: alarm.definition });
});

test("what is missing and what the API refuses stand at their fields", async ({ page }) => {
  await page.goto(`/alarms/new?model=${MODELS.keys}`);
  await page.getByRole("combobox", { name: "What should be watched?" }).click();
  await page.getByRole("option", { name: "The share of a category" }).click();
  await page.getByRole("button", { name: "Save alarm" }).click();
  await expect(page.getByText("Which category?")).toBeVisible();
  await page.getByRole("combobox", { name: "What should be watched?" }).click();
  await page.getByRole("option", { name: "A column's average or percentile" }).click();
  await page.getByRole("combobox", { name: "Fires when it" }).click();
  await page.getByRole("option", { name: "is above a threshold" }).click();
  await page.getByText("Statistic, evidence, further thresholds").click();
  await page.getByRole("textbox", { name: "Threshold", exact: true }).fill("40");
  await page.getByLabel("Over when back below").fill("50");
  await page.getByRole("button", { name: "Save alarm" }).click();
  const field = page.getByRole("combobox", { name: "Fires when it" });
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText(/An alarm above 40 cannot clear only at 50/).first()).toBeVisible();
});

test("axe finds nothing, and nothing scrolls sideways, light and dark, wide and narrow", async ({ page, request }) => {
  const alarm = await alarmOf(request, MODELS.keys);
  for (const path of ["/alarms", `/alarms/new?model=${MODELS.keys}&column=age`, `/alarms/${alarm.id}`]) {
    await expectAccessible(page, async () => {
      await openPage(page, path);
      if (path === "/alarms") return;
      await expect(page.getByRole("slider")).toBeVisible({ timeout: 30_000 });
      await page.getByText("Advanced", { exact: true }).click();
    });
  }
});
