// The same way as in alarms.spec.ts, by keyboard alone: from a column that drifted to an alarm, its firing, the verdict and the silence.
import { expect } from "@playwright/test";
import { alarmOf, driftOf, FIRED, incidentOf, modelWithReceiver, NOT_FIRED, outcome, tabTo } from "./alarms-support.ts";
import { expectAccessible, openPage, SESSION, test } from "./support.ts";

test.use({ storageState: SESSION });
test.describe.configure({ mode: "serial", timeout: 240_000 });

const { model: MODEL, alerts } = modelWithReceiver("alarm-keys");

test("an alarm is made, its threshold moved, and saved", async ({ page, request }) => {
  await page.goto(driftOf(MODEL));
  await tabTo(page, page.getByRole("link", { name: "Make an alarm" }));
  await page.keyboard.press("Enter");
  await expect(outcome(page)).toContainText(FIRED);

  await tabTo(page, page.getByRole("textbox", { name: "Looks every" }));
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type("1");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  const minutes = page.getByRole("option", { name: "minutes" });
  await expect(page.getByRole("option").and(page.locator(":focus")), "the list has the keyboard").toBeVisible();
  await page.keyboard.type("min");
  await expect(minutes).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(page.getByRole("combobox", { name: "Looks every, unit" })).toHaveText("minutes");
  await expect(outcome(page)).toContainText("A look every");

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
  await expect(page).toHaveURL(/\/alarms\/\d+$/, { timeout: 60_000 });
  expect((await alarmOf(request, MODEL)).definition.every).toBe("1m");
});

// Before the alarm has to have fired: meanwhile its first minute passes. The list and a new alarm are looked at elsewhere.
test("axe finds nothing on its page, and nothing scrolls sideways, light and dark, wide and narrow", async ({ page, request }) => {
  const alarm = await alarmOf(request, MODEL);
  await expectAccessible(page, async () => {
    await openPage(page, `/alarms/${alarm.id}`);
    await expect(page.getByRole("slider")).toBeVisible();
    await page.getByText("Advanced", { exact: true }).click();
  });
});

test("it fires, the webhook comes, it is acknowledged as real and silenced", async ({ page, request }) => {
  const alarm = await alarmOf(request, MODEL);
  await page.goto(`/alarms/${alarm.id}`);
  const series = page.getByRole("region", { name: "Series of the alarm" });
  await expect(series.getByText("Firing")).toBeVisible({ timeout: 150_000 });
  await expect.poll(() => alerts().length, { message: "the webhook comes" }).toBeGreaterThan(0);

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
  await expect(page.getByText("Silenced", { exact: true }).first()).toBeVisible();
});
