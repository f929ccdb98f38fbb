// What is typed and not saved is not lost unasked: by a link, the browser's Back, the command palette, a key, another model, or closing a dialog.
import { expect, type Page } from "@playwright/test";
import { pressTogether, SAMPLE, SESSION, test } from "./support.ts";

test.use({ storageState: SESSION });

const dialog = (page: Page) => page.getByRole("dialog", { name: "Leave without saving?" });
const name = (page: Page) => page.getByRole("textbox", { name: "Name", exact: true });

/** From the alarms to a new one, within the page, with a name typed. */
async function typeName(page: Page): Promise<void> {
  await page.goto("/alarms");
  await page.getByRole("main").getByRole("link", { name: "New alarm" }).first().click();
  await expect(page).toHaveURL(/\/alarms\/new/);
  const model = page.getByRole("combobox", { name: "Model" });
  // One model alone is chosen already.
  await expect(model).toHaveText(/Choose a model|Bank marketing calls/);
  if ((await model.textContent()) === "Choose a model") {
    await model.click();
    await page.getByRole("option", { name: "Bank marketing calls" }).click();
  }
  await name(page).fill("Half an alarm");
  await expect.poll(() => asks(page), { message: "the page knows that something is unsaved" }).toBe(true);
}

/** Whether the browser would ask before it closes the page. */
const asks = (page: Page) =>
  page.evaluate(() => {
    const event = new Event("beforeunload", { cancelable: true });
    window.dispatchEvent(event);
    return event.defaultPrevented;
  });

/** Playwright waits for a page that does not come while the question is open. */
const back = (page: Page) => page.goBack({ timeout: 2_000 }).catch(() => {});

async function stay(page: Page): Promise<void> {
  await expect(dialog(page)).toBeVisible();
  await dialog(page).getByRole("button", { name: "Stay" }).click();
  await expect(dialog(page)).toBeHidden();
  await expect(name(page)).toHaveValue("Half an alarm");
  await expect(page).toHaveURL(/\/alarms\/new/);
}

test("a link, Back, a key and the command palette ask before a half-made alarm is lost", async ({ page }) => {
  await typeName(page);
  const link = page.getByRole("navigation", { name: "Alarms" }).getByRole("link", { name: "Silences" });
  await link.click();
  await stay(page);
  await expect(link, "the keyboard is where it was").toBeFocused();

  await back(page);
  await stay(page);

  await pressTogether(page, "g", "o");
  await stay(page);

  await page.keyboard.press("ControlOrMeta+k");
  await page
    .getByRole("combobox", { name: "Commands" })
    .or(page.getByPlaceholder("Go to a page, model or column"))
    .first()
    .fill("Incidents");
  await expect(page.getByRole("option", { name: "Incidents", exact: true })).toHaveAttribute("aria-selected", "true");
  await page.keyboard.press("Enter");
  await stay(page);

  // Another tab takes nothing away.
  const [other] = await Promise.all([page.context().waitForEvent("page"), link.click({ modifiers: ["ControlOrMeta"] })]);
  await other.close();
  await expect(dialog(page)).toBeHidden();

  await link.click();
  await dialog(page).getByRole("button", { name: "Leave" }).click();
  await expect(page).toHaveURL(/\/alarms\/silences/);
  await expect(page.getByRole("heading", { level: 1, name: "Silences" })).toBeVisible();
  await page.getByRole("navigation", { name: "Alarms" }).getByRole("link", { name: "Channels" }).click();
  await expect(page, "nothing is unsaved any more").toHaveURL(/\/alarms\/channels/);
});

test("Back goes where it was going once somebody says so", async ({ page }) => {
  await typeName(page);
  await back(page);
  await dialog(page).getByRole("button", { name: "Leave" }).click();
  await expect(page).toHaveURL(/\/alarms$/);
  await expect(page.getByRole("heading", { level: 1, name: "Alarms" })).toBeVisible();
});

test("closing the tab asks as the browser does, and only while something is unsaved", async ({ page }) => {
  await page.goto(`/models/${SAMPLE}/settings`);
  const note = page.getByRole("textbox", { name: "Note" });
  const before = await note.inputValue();
  expect(await asks(page)).toBe(false);
  await note.fill(`${before} and more`);
  await expect.poll(() => asks(page)).toBe(true);
  await page.getByRole("link", { name: "Records" }).first().click();
  await expect(dialog(page)).toBeVisible();
  await page.keyboard.press("Escape");
  await note.fill(before);
  await expect.poll(() => asks(page)).toBe(false);
});

test("a dialog with something typed is not closed unasked, and an untouched one is", async ({ page }) => {
  await page.goto("/alarms/channels");
  await page.getByRole("button", { name: "New channel" }).click();
  const form = page.getByRole("dialog", { name: "New channel" });
  await expect(form).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(form).toBeHidden();

  await page.getByRole("button", { name: "New channel" }).click();
  await form.getByLabel("Address").fill("https://receiver.example/hook");
  await page.keyboard.press("Escape");
  const question = page.getByRole("dialog", { name: "Discard what you typed?" });
  await question.getByRole("button", { name: "Keep it" }).click();
  await expect(form.getByLabel("Address")).toHaveValue("https://receiver.example/hook");
  await page.keyboard.press("Escape");
  await question.getByRole("button", { name: "Discard" }).click();
  await expect(form).toBeHidden();
});
