// The same way as in alarms.spec.ts, by keyboard alone: from a column that drifted to an alarm, its firing, the verdict and the silence.
import { expect, test } from "@playwright/test";
import {
  alarmOf,
  alertsOf,
  cleanUp,
  driftOf,
  FIRED,
  incidentOf,
  listen,
  makeModel,
  NOT_FIRED,
  outcome,
  type Receiver,
  tabTo,
} from "./alarms-support.ts";
import { expectAccessible, openPage, SESSION } from "./support.ts";

test.use({ storageState: SESSION });
test.describe.configure({ mode: "serial", timeout: 110_000 });

const MODEL = `alarm-keys-${Date.now().toString(36)}`;
let receiver: Receiver;

test.beforeAll(async ({ request }) => {
  await makeModel(request, MODEL);
  receiver = await listen(request, MODEL);
});

test.afterAll(({ request }) => cleanUp(request, MODEL, receiver));

test("an alarm is made, its threshold moved, and saved", async ({ page, request }) => {
  await page.goto(driftOf(MODEL));
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
  expect((await alarmOf(request, MODEL)).definition.every).toBe("1m");
});

// Before the alarm has to have fired: meanwhile its first minute passes.
test("axe finds nothing, and nothing scrolls sideways, light and dark, wide and narrow", async ({ page, request }) => {
  const alarm = await alarmOf(request, MODEL);
  for (const path of ["/alarms", `/alarms/new?model=${MODEL}&column=age`, `/alarms/${alarm.id}`]) {
    await expectAccessible(page, async () => {
      await openPage(page, path);
      if (path === "/alarms") return;
      await expect(page.getByRole("slider")).toBeVisible({ timeout: 30_000 });
      await page.getByText("Advanced", { exact: true }).click();
    });
  }
});

test("it fires, the webhook comes, it is acknowledged as real and silenced", async ({ page, request }) => {
  const alarm = await alarmOf(request, MODEL);
  await page.goto(`/alarms/${alarm.id}`);
  const series = page.getByRole("region", { name: "Series of the alarm" });
  await expect(series.getByText("Firing")).toBeVisible({ timeout: 90_000 });
  await expect.poll(() => alertsOf(receiver).length, { timeout: 20_000 }).toBeGreaterThan(0);

  await tabTo(page, series.getByRole("link", { name: /^Incident/ }));
  await page.keyboard.press("Enter");
  const real = page.getByRole("radio", { name: "Real" });
  await tabTo(page, real);
  await page.keyboard.press("Space");
  await expect(real).toBeChecked();
  await tabTo(page, page.getByRole("button", { name: "Acknowledge" }));
  await page.keyboard.press("Enter");
  await expect.poll(async () => (await incidentOf(request, MODEL))?.verdict).toBe("real");
  await tabTo(page, page.getByRole("button", { name: "Silence" }));
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await tabTo(page, dialog.getByLabel("Why"));
  await page.keyboard.type("A new campaign");
  await tabTo(page, dialog.getByRole("button", { name: "Silence", exact: true }));
  await page.keyboard.press("Enter");
  await expect(page.getByText("Silenced", { exact: true }).first()).toBeVisible({ timeout: 20_000 });
});
