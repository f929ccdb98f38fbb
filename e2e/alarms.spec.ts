// Somebody who has never heard of PSI makes an alarm on a column that drifted, sees how often it would have fired while moving the threshold, saves it,
// sees it fire, gets the webhook, says that it was real, and silences it: with the mouse. By keyboard alone: alarms-keyboard.spec.ts.
import { expect } from "@playwright/test";
import type { Alarm } from "#core/contracts/alarms.ts";
import { alarmOf, driftOf, FIRED, incidentOf, modelWithReceiver, NOT_FIRED, outcome } from "./alarms-support.ts";
import { get, SESSION, test } from "./support.ts";

test.use({ storageState: SESSION });
// An alarm of every minute fires in the second minute at the latest; the rest is for a busy machine.
test.describe.configure({ mode: "serial", timeout: 240_000 });

const { model: MODEL, alerts } = modelWithReceiver("alarm-mouse");

test("from a column that drifted to an alarm whose threshold shows what it leads to", async ({ page, request }) => {
  await page.goto(driftOf(MODEL));
  await page.getByRole("link", { name: "Make an alarm" }).click();
  await expect(page.getByRole("heading", { level: 1, name: "New alarm" })).toBeVisible();
  await expect(page.getByRole("combobox", { name: "What should be watched?" })).toHaveText("The values of a column change");
  await expect(page.getByRole("combobox", { name: "Column" })).toHaveText("age (input)");
  await expect(page.getByLabel("Name")).toHaveValue("age has drifted");
  await expect(outcome(page)).toContainText(FIRED);
  await expect(outcome(page), "how often it would by chance").toContainText(/On shuffled records, in which nothing drifts: \d/);

  // The line is dragged to the top: no firing is left, without asking the server again.
  let previews = 0;
  page.on("request", (asked) => {
    if (asked.url().endsWith("/alarms/preview")) previews++;
  });
  const slider = page.getByRole("slider", { name: "Threshold" });
  // Waits until it stands still and nothing lies above it.
  await slider.hover({ position: { x: 40, y: 12 } });
  const box = (await slider.boundingBox())!;
  await page.mouse.down();
  await page.mouse.move(box.x + 40, box.y + 12 - 400, { steps: 6 });
  await page.mouse.up();
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
  // What looks of every minute would have led to is read first: to save meanwhile would wait for that.
  await expect(page.locator("main [aria-busy=true]")).toHaveCount(0, { timeout: 60_000 });
  await page.getByRole("button", { name: "Save alarm" }).click();
  await expect(page).toHaveURL(/\/alarms\/\d+$/, { timeout: 60_000 });
  await expect(page.getByRole("heading", { level: 1, name: "age has drifted" })).toBeVisible();
  expect((await alarmOf(request, MODEL)).definition).toMatchObject({
    window: "1d",
    every: "1m",
    when: { metric: { statistic: "psi", column: "age" } },
  });
});

test("it fires, the webhook comes, it is acknowledged as real and silenced", async ({ page, request }) => {
  const alarm = await alarmOf(request, MODEL);
  await page.goto(`/alarms/${alarm.id}`);
  const series = page.getByRole("region", { name: "Series of the alarm" });
  await expect(series.getByText("Firing")).toBeVisible({ timeout: 150_000 });
  await expect(series).toContainText(/on \d+ records, p < 0\.001/);
  await expect.poll(() => alerts().length, { message: "the webhook comes" }).toBeGreaterThan(0);
  const [alert] = alerts();
  expect(alert).toMatchObject({ status: "firing", labels: { alertname: "age has drifted", severity: "warning" } });
  const incident = (await incidentOf(request, MODEL))!;
  expect(alert!.incidentURL).toContain(`/incidents/${incident.id}`);

  await series.getByRole("link", { name: /^Incident/ }).click();
  await page.getByRole("radio", { name: "Real" }).click();
  await page.getByRole("button", { name: "Acknowledge" }).click();
  await expect.poll(async () => (await incidentOf(request, MODEL))?.verdict).toBe("real");
  await page.getByRole("button", { name: "Silence" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Why").fill("A new campaign for older people");
  await dialog.getByRole("button", { name: "Silence", exact: true }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByText("Silenced", { exact: true }).first()).toBeVisible();
  await page.goto(`/alarms/${alarm.id}`);
  await expect(series.getByText("Silenced")).toBeVisible();
});

test("the list finds an alarm by what it watches, switches it off, and its page shows what changed and goes back", async ({
  page,
  request,
}) => {
  const alarm = await alarmOf(request, MODEL);
  await page.goto(`/alarms?model=${MODEL}&q=psi`);
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
