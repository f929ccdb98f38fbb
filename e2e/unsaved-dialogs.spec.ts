// The small dialogs, too, ask before what was typed in them is lost, and close at once while nothing was; a form says at the right field what the API refuses.
import { expect, type Locator, type Page } from "@playwright/test";
import { KEY, SAMPLE, SESSION, test } from "./support.ts";

test.use({ storageState: SESSION });

const question = (page: Page) => page.getByRole("dialog", { name: "Discard what you typed?" });

/** Untouched it closes by Escape; typed in it asks, by Escape and by a click beside it, keeps what was typed, and goes once somebody says so. */
async function expectGuarded(
  page: Page,
  dialog: Locator,
  open: () => Promise<void>,
  type: () => Promise<void>,
  typed: () => Promise<void>,
) {
  await open();
  await expect(dialog).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await expect(question(page)).toBeHidden();

  await open();
  await type();
  await page.keyboard.press("Escape");
  await question(page).getByRole("button", { name: "Keep it" }).click();
  await typed();
  await page.mouse.click(4, 4);
  await question(page).getByRole("button", { name: "Keep it" }).click();
  await typed();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await question(page).getByRole("button", { name: "Discard" }).click();
  await expect(dialog).toBeHidden();
}

test("a key that is half made", async ({ page }) => {
  await page.goto("/connect");
  const dialog = page.getByRole("dialog", { name: "Create a key" });
  const name = dialog.getByRole("textbox", { name: "Name" });
  await expectGuarded(
    page,
    dialog,
    () => page.getByRole("button", { name: "Create key" }).first().click(),
    () => name.fill("half a key"),
    () => expect(name).toHaveValue("half a key"),
  );
});

test("a column that is half changed", async ({ page }) => {
  await page.goto(`/models/${SAMPLE}/settings`);
  const dialog = page.getByRole("dialog", { name: "age", exact: true });
  const unit = dialog.getByRole("textbox", { name: "Unit" });
  await expectGuarded(
    page,
    dialog,
    () => page.getByRole("button", { name: "Change age", exact: true }).click(),
    () => unit.fill("decades"),
    () => expect(unit).toHaveValue("decades"),
  );
});

test("a slice that is half saved", async ({ page }) => {
  await page.goto(`/models/${SAMPLE}/slices?from=now-3y&to=now`);
  const save = page
    .getByRole("region", { name: "Weak slices" })
    .getByRole("button", { name: /^Save slice/ })
    .first();
  // The worker computes them at the first question.
  await expect(save).toBeVisible({ timeout: 60_000 });
  const dialog = page.getByRole("dialog", { name: "Save slice" });
  const name = dialog.getByRole("textbox", { name: "Name" });
  await expectGuarded(
    page,
    dialog,
    () => save.click(),
    () => name.fill("half a slice"),
    () => expect(name).toHaveValue("half a slice"),
  );
});

test("a link does not throw a half-made reference away", async ({ page }) => {
  await page.goto(`/models/${SAMPLE}/settings`);
  await page.getByRole("tab", { name: "Moving window" }).click();
  const length = page.getByRole("textbox", { name: "Length" });
  const records = page.getByRole("navigation", { name: "Pages of the model" }).getByRole("link", { name: "Records" });
  await length.fill("9d");
  await records.click();
  const leave = page.getByRole("dialog", { name: "Leave without saving?" });
  await leave.getByRole("button", { name: "Stay" }).click();
  await expect(length).toHaveValue("9d");
  await length.fill("7d");
  await records.click();
  await expect(page).toHaveURL(/\/records/);
});

test("a channel that signs in asks for its password at its field when the address is another", async ({ page, request }) => {
  const headers = { authorization: `Bearer ${KEY}` };
  const config = {
    kind: "email",
    host: "mail.example.org",
    port: 587,
    security: "starttls",
    user: "tide",
    from: "t@example.org",
    to: ["a@example.org"],
  };
  const made = await request.post("/api/v1/channels", { headers, data: { name: "Moves", config, secret: { password: "sesame" } } });
  expect(made.status()).toBe(201);
  const { id } = (await made.json()) as { id: number };
  try {
    await page.goto("/alarms/channels");
    await page.getByRole("button", { name: "Change Moves" }).click();
    const dialog = page.getByRole("dialog", { name: "Change Moves" });
    await dialog.getByLabel("SMTP server").fill("mail.example.com");
    await dialog.getByRole("button", { name: "Save channel" }).click();
    const password = dialog.getByLabel("Password");
    await expect(password).toBeFocused();
    await expect(password).toHaveAccessibleDescription(/type the password in again/);
    await password.fill("sesame");
    await expect(password, "what was refused is no more").not.toHaveAttribute("aria-invalid");
    await dialog.getByRole("button", { name: "Save channel" }).click();
    await expect(dialog).toBeHidden();
  } finally {
    await request.delete(`/api/v1/channels/${id}`, { headers });
  }
});

test("a slice that is not there is no slice without data", async ({ page }) => {
  for (const name of ["drift", "performance", "outputs", "slices"]) {
    await page.goto(`/models/${SAMPLE}/${name}?slice=${encodeURIComponent("slice=nobody")}`);
    const alert = page.getByRole("alert").filter({ hasText: 'There is no slice "nobody"' });
    await expect(alert).toContainText('has no saved slice "nobody"');
    await alert.getByRole("button", { name: "Show all traffic" }).click();
    await expect(page).not.toHaveURL(/slice=/);
    await expect(alert).toBeHidden();
  }
});
