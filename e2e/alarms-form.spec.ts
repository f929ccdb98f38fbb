// The form of an alarm beyond its one condition: groups of conditions, what is missing, what the API refuses, and what is typed and not yet saved.
import { expect, type Locator, type Page } from "@playwright/test";
import type { AlarmExpression } from "#core/contracts/alarm-rules.ts";
import type { Alarm } from "#core/contracts/alarms.ts";
import { authorization, send, tabTo } from "./alarms-support.ts";
import { expectAccessible, get, SAMPLE, SESSION, test } from "./support.ts";

test.use({ storageState: SESSION });

const NAME = `Groups (browser test ${Date.now().toString(36)})`;
const psi = (column: string) => ({
  metric: { kind: "drift", statistic: "psi", column } as const,
  is: { kind: "above", threshold: 0.2, critical: null, clear: null } as const,
  evidence: "required" as const,
});
/** age and (job or balance), as somebody wrote it by API. */
const NESTED: AlarmExpression = { all: [psi("age"), { any: [psi("job"), psi("balance")] }] };

const made: number[] = [];

test.afterAll(async ({ request }) => {
  for (const id of made) await request.delete(`/api/v1/alarms/${id}`, { headers: authorization });
});

const conditions = (page: Page) => page.getByRole("group", { name: /^Condition \d/ });
const column = (of: Locator) => of.getByRole("combobox", { name: "Column" });

async function openForm(page: Page): Promise<void> {
  await page.goto(`/alarms/new?model=${SAMPLE}&column=age`);
  await expect(page.getByRole("button", { name: "Add a condition" })).toBeVisible();
}

test("what is missing and what the API refuses stand at their fields", async ({ page }) => {
  await page.goto(`/alarms/new?model=${SAMPLE}&column=job`);
  await page.getByRole("combobox", { name: "What should be watched?" }).click();
  await page.getByRole("option", { name: "The share of a category" }).click();
  await page.getByRole("button", { name: "Save alarm" }).click();
  await expect(page.getByText("Which category?")).toBeVisible();
  await expect(page.getByRole("combobox", { name: "Category" }), "the keyboard is where something is to be done").toBeFocused();
  await page.getByRole("combobox", { name: "What should be watched?" }).click();
  await page.getByRole("option", { name: "A column's average or percentile" }).click();
  await page.getByRole("combobox", { name: "Column" }).click();
  await page.getByRole("option", { name: "age (input)" }).click();
  await page.getByRole("combobox", { name: "Fires when it" }).click();
  await page.getByRole("option", { name: "is above a threshold" }).click();
  // Half typed, it is not saved as what it was before; also when it is folded away.
  const further = page.getByText("Statistic, evidence, further thresholds");
  await further.click();
  await page.getByLabel("Critical above").fill("4o");
  await further.click();
  await page.getByRole("button", { name: "Save alarm" }).click();
  await expect(page.getByLabel("Critical above")).toBeFocused();
  await page.getByLabel("Critical above").fill("");
  await page.getByRole("textbox", { name: "Threshold", exact: true }).fill("40");
  await page.getByLabel("Over when back below").fill("50");
  await page.getByRole("button", { name: "Save alarm" }).click();
  const field = page.getByRole("combobox", { name: "Fires when it" });
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByText(/An alarm above 40 cannot clear only at 50/).first()).toBeVisible();
});

test("conditions are added, grouped, joined and removed by keyboard, and the sentence says what they come to", async ({ page }) => {
  await openForm(page);
  await tabTo(page, page.getByRole("button", { name: "Add a condition" }));
  await page.keyboard.press("Enter");
  await expect(conditions(page)).toHaveCount(2);
  await expect(conditions(page).nth(1).getByRole("combobox").first(), "the keyboard goes on in it").toBeFocused();
  await expect(page.getByRole("status").filter({ hasText: "Condition 2 was added." })).toBeAttached();
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Shift+Tab");
  await expect(page.getByRole("button", { name: /^Or another: condition 2/ })).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(conditions(page)).toHaveCount(3);
  const group = page.getByRole("group", { name: "Group of conditions 2 to 3" });
  await expect(
    page.getByText(/^Fires on: PSI of age above 0\.2 and \(number of predictions .* or number of predictions .*\)/),
  ).toBeVisible();
  await expect(group.getByRole("button", { name: /another/ }), "groups go no deeper").toHaveCount(0);

  await tabTo(page, group.getByRole("radio", { name: "Any is enough" }));
  await page.keyboard.press("ArrowLeft");
  const all = group.getByRole("radio", { name: "All must hold" });
  await expect(all).toBeFocused();
  await page.keyboard.press("Space");
  await expect(all).toBeChecked();
  await page.getByRole("radiogroup", { name: "How conditions are joined" }).getByRole("radio", { name: "Any is enough" }).click();
  await expect(
    page.getByText(/^Fires on: PSI of age above 0\.2 or \(number of predictions .* and number of predictions .*\)/),
  ).toBeVisible();

  await group.getByRole("button", { name: "Remove condition 3" }).click();
  await expect(group, "a group of one is none").toHaveCount(0);
  await expect(conditions(page)).toHaveCount(2);
  await expect(conditions(page).nth(1).getByRole("combobox").first()).toBeFocused();
});

test("ten conditions are the most, and the form says so before and when it is full", async ({ page }) => {
  await openForm(page);
  const add = page.getByRole("button", { name: "Add a condition" });
  for (let count = 2; count <= 8; count++) await add.click();
  await expect(page.getByText("8 of at most 10 conditions: 2 more are possible.")).toBeVisible();
  await add.click();
  await add.click();
  await expect(add).toBeDisabled();
  await expect(add).toHaveAccessibleDescription(/^An alarm has at most 10 conditions/);
  await expect(page.getByRole("button", { name: /^Or another/ }).first()).toBeDisabled();
});

test("a rule with groups that was written by API is shown and changed as it is, and nothing of it is lost", async ({ page, request }) => {
  const definition = { when: NESTED, window: "7d", every: "1d" };
  const alarm = (await send(request, "POST", "/api/v1/alarms", { name: NAME, model: SAMPLE, enabled: false, definition }, 201)) as Alarm;
  made.push(alarm.id);
  await page.goto(`/alarms/${alarm.id}`);
  const group = page.getByRole("group", { name: "Group of conditions 2 to 3" });
  await expect(column(conditions(page).nth(0))).toHaveText("age (input)");
  await expect(column(group.getByRole("group", { name: "Condition 2" }))).toHaveText("job (input)");
  await expect(column(group.getByRole("group", { name: "Condition 3" }))).toHaveText("balance (input)");
  await expect(page.getByRole("button", { name: "Save alarm" }), "to open is not to change").toBeDisabled();

  await group.getByRole("group", { name: "Condition 3" }).getByRole("textbox", { name: "Threshold" }).fill("0.35");
  await page.getByRole("button", { name: "Save alarm" }).click();
  await expect(page.getByText("Version 2")).toBeVisible();
  const stored = await get<Alarm>(request, `/api/v1/alarms/${alarm.id}`);
  const changed = { ...psi("balance"), is: { ...psi("balance").is, threshold: 0.35 } };
  expect(stored.definition).toEqual({ ...alarm.definition, when: { all: [psi("age"), { any: [psi("job"), changed] }] } });

  // Somebody else changes it while something is typed here: neither is lost unasked.
  await group.getByRole("group", { name: "Condition 2" }).getByRole("textbox", { name: "Threshold" }).fill("0.5");
  await send(request, "PATCH", `/api/v1/alarms/${alarm.id}`, { definition: { ...definition, when: psi("age") } }, 200);
  await expect(page.getByText(/Somebody else has changed this alarm meanwhile/)).toBeVisible();
  await expect(group.getByRole("group", { name: "Condition 2" }).getByRole("textbox", { name: "Threshold" })).toHaveValue("0.5");
  await page.getByRole("button", { name: "Show theirs" }).click();
  await expect(group).toHaveCount(0);
  await expect(page.getByRole("textbox", { name: "Threshold", exact: true })).toHaveValue("0.2");
});

test("axe finds nothing on a form with groups, and nothing scrolls sideways", async ({ page }) => {
  await expectAccessible(page, async () => {
    await openForm(page);
    await page.getByRole("button", { name: "Add a condition" }).click();
    await page.getByRole("button", { name: /^Or another: condition 2/ }).click();
    await expect(conditions(page)).toHaveCount(3);
  });
});
