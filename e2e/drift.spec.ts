// An engineer looks: what changed, since when, does it matter, why? And takes a number apart.
import { expect } from "@playwright/test";
import { SAMPLE, SESSION, test } from "./support.ts";

test.use({ storageState: SESSION });

test("the drift page names what moved most, opens the column, and a number can be recomputed in the browser", async ({ page }) => {
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.goto(`/models/${SAMPLE}/drift`);
  const ranked = page.getByRole("region", { name: "Columns, ranked by effect" });
  await expect(ranked.getByRole("row").nth(1)).toBeVisible();
  const first = async () => (await ranked.getByRole("row").allInnerTexts()).slice(1, 6).join("\n");
  for (const name of ["contact", "poutcome", "label"]) await expect.poll(first).toContain(name);

  await ranked.getByRole("button", { name: "poutcome", exact: true }).click();
  await expect(page).toHaveURL(/column=poutcome/);
  await expect(page.getByRole("heading", { name: "Distribution of poutcome" })).toBeVisible();
  await expect(page.getByRole("heading", { name: "PSI of poutcome over time" })).toBeVisible();

  await ranked.getByRole("button", { name: /^Explain PSI .* of poutcome$/ }).click();
  const sheet = page.getByRole("dialog");
  await expect(sheet).toContainText("ln(c / r)");
  await expect(sheet).toContainText("failure");
  await sheet.getByRole("button", { name: /recompute/i }).click();
  await expect(sheet.getByText(/^Equal: the difference is /)).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
  expect(errors).toEqual([]);
});

test("the page's address is its state: a reload shows the same column and window", async ({ page }) => {
  // By date: a window that moves with the clock may have another hour, and other numbers, after the reload.
  const [from, to] = [365, 5].map((days) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10));
  await page.goto(`/models/${SAMPLE}/drift?column=contact&from=${from}&to=${to}&statistic=jensen_shannon`);
  await expect(page.getByRole("heading", { name: "Distribution of contact" })).toBeVisible();
  const summary = page.getByRole("region", { name: "Verdict" });
  const before = (await summary.getByRole("paragraph").first().textContent()) ?? "";
  await page.reload();
  await expect(page.getByRole("heading", { name: "Distribution of contact" })).toBeVisible();
  await expect(summary.getByRole("paragraph").first()).toHaveText(before);
});

test("a window without records is a gap that says so, not a zero", async ({ page }) => {
  await page.goto(`/models/${SAMPLE}/drift?from=2020-01-01&to=2020-02-01`);
  await expect(page.getByText(/no records|no data|There are no/i).first()).toBeVisible();
});

test("an unknown model is a page with a way back, not a blank one", async ({ page }) => {
  await page.goto("/models/no-such-model/drift");
  await expect(page.getByText(/no model|not found|unknown/i).first()).toBeVisible();
  await expect(page.getByRole("link", { name: /overview/i }).first()).toBeVisible();
});
