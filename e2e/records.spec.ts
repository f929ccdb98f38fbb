// The records behind a number: filtered, opened, downloaded.
import { expect } from "@playwright/test";
import { SAMPLE, SESSION, test } from "./support.ts";

test.use({ storageState: SESSION });

test("records are filtered, one is opened with its native JSON, and the selection is downloaded", async ({ page }) => {
  await page.goto(`/models/${SAMPLE}/records?from=2000-01-01&to=now&filter=poutcome%3Dsuccess`);
  const rows = page.getByRole("row").filter({ hasText: "bank-" });
  await expect(rows.first()).toBeVisible();
  await rows
    .first()
    .getByText(/^bank-\d+$/)
    .click();
  const sheet = page.getByRole("dialog");
  await expect(sheet).toContainText('"poutcome"');
  await expect(sheet).toContainText("success");
  await page.keyboard.press("Escape");
  await page.getByRole("button", { name: "Download" }).click();
  const download = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: /csv/i }).click();
  const file = await (await download).createReadStream();
  let text = "";
  for await (const chunk of file) text += String(chunk);
  const [header, ...lines] = text.trimEnd().split("\n");
  expect(header).toContain("poutcome");
  expect(lines.length).toBe(1511);
});

test("a record is found by its id", async ({ page }) => {
  await page.goto(`/models/${SAMPLE}/records?from=2000-01-01&to=now`);
  await page.getByPlaceholder(/record id/i).fill("bank-00001");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("row").filter({ hasText: "bank-00001" })).toBeVisible();
});
