// Every page, light and dark, wide and narrow: axe finds nothing (WCAG 2.2 AA), nothing scrolls sideways, no error in the console.
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { SAMPLE, SESSION } from "./support.ts";

test.use({ storageState: SESSION });

const PAGES = {
  Overview: "/",
  Drift: `/models/${SAMPLE}/drift?column=age`,
  Explain: `/models/${SAMPLE}/drift?column=age&explain=psi`,
  "Drift without data": `/models/${SAMPLE}/drift?from=2020-01-01&to=2020-02-01`,
  Records: `/models/${SAMPLE}/records`,
  Settings: `/models/${SAMPLE}/settings`,
  Connect: "/connect",
  "API reference": "/api-reference",
  "Unknown page": "/no/such/page",
};

for (const colorScheme of ["light", "dark"] as const) {
  for (const width of [1440, 390]) {
    test.describe(`${colorScheme}, ${width} px`, () => {
      test.use({ colorScheme, viewport: { width, height: 900 } });
      for (const [name, url] of Object.entries(PAGES)) {
        test(name, async ({ page }) => {
          const errors: string[] = [];
          page.on("pageerror", (error) => errors.push(String(error)));
          await page.goto(url);
          await expect(page.getByRole("heading", { level: 1 })).toBeVisible({ timeout: 20_000 });
          await expect(page.getByRole("status", { name: /loading/i })).toHaveCount(0, { timeout: 20_000 });
          const { violations } = await new AxeBuilder({ page })
            .withTags(["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"])
            .analyze();
          expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`)).toEqual([]);
          const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          expect(overflow, "the page does not scroll sideways").toBeLessThanOrEqual(0);
          expect(errors).toEqual([]);
        });
      }
    });
  }
}

test("the sign-in page", async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await context.close();
});
