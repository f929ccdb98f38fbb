// Every page, light and dark, wide and narrow: axe finds nothing (WCAG 2.2 AA), nothing scrolls sideways, no error in the console.
import AxeBuilder from "@axe-core/playwright";
import { expect } from "@playwright/test";
import { expectAccessible, openPage, SAMPLE, SESSION, test } from "./support.ts";

test.use({ storageState: SESSION });

/** A few steps: axe takes its time for each cell of the heat map, and these have every kind of cell. */
const DRIFT = `/models/${SAMPLE}/drift?column=age&from=now-4M&to=now&step=month`;
const PAGES = {
  Drift: DRIFT,
  "Drift without data": `/models/${SAMPLE}/drift?from=2020-01-01&to=2020-02-01`,
  Records: `/models/${SAMPLE}/records`,
  Settings: `/models/${SAMPLE}/settings`,
  Connect: "/connect",
  "API reference": "/api-reference",
  "Unknown page": "/no/such/page",
};

for (const [name, url] of Object.entries(PAGES)) {
  test(name, async ({ page }) => {
    await expectAccessible(page, () => openPage(page, url));
  });
}

test("Overview, with a model that got worse", async ({ page }) => {
  await expectAccessible(page, async () => {
    await openPage(page, "/");
    const worse = page.getByRole("link", { name: /got worse/ }).filter({ visible: true });
    await expect(worse.first()).toBeVisible({ timeout: 60_000 });
  });
});

test("Explain", async ({ page }) => {
  const show = async () => {
    await page.goto(`${DRIFT}&explain=psi`);
    await expect(page.getByRole("dialog").getByRole("heading").first()).toBeVisible();
  };
  await expectAccessible(page, show, "[role=dialog]");
});

test("the sign-in page", async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  await context.close();
});

test("another theme is there at once, for everything", async ({ page }) => {
  await openPage(page, "/");
  const fading = await page.evaluate(() => {
    // A bar of progress may be on its way.
    const before = new Set(document.getAnimations());
    localStorage.setItem("tidemark-theme", "dark");
    window.dispatchEvent(new Event("storage"));
    document.body.getBoundingClientRect();
    return document.getAnimations().filter((animation) => animation instanceof CSSTransition && !before.has(animation)).length;
  });
  await expect(page.locator("html.dark")).toHaveCount(1);
  expect(fading).toBe(0);
});
