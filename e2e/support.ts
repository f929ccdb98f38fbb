import { readFileSync } from "node:fs";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, expect, type Page, test } from "@playwright/test";

export const DATA_DIR = process.env.TIDEMARK_E2E_DATA_DIR ?? "";
export const KEY = process.env.TIDEMARK_E2E_KEY ?? "";
/** The signed-in browser that the first test leaves for the others. */
export const SESSION = path.join(DATA_DIR, "browser-session.json");
export const SAMPLE = "bank-marketing";
export const SAMPLE_RECORDS = 45_211;

const authorization = { authorization: `Bearer ${KEY}` };

/** GET of the API with the tests' key. */
export async function get<T>(request: APIRequestContext, url: string): Promise<T> {
  const response = await request.get(url, { headers: authorization });
  expect(response.status(), `${url} answered ${await response.text()}`).toBe(200);
  return (await response.json()) as T;
}

/** Posts a body to the ingest door with the tests' key. */
export async function ingest(request: APIRequestContext, body: string, headers: Record<string, string> = {}) {
  return request.post("/api/v1/ingest", {
    headers: { ...authorization, "content-type": "application/x-www-form-urlencoded", ...headers },
    data: Buffer.from(body),
  });
}

/** Where the started processes can be found: written by `npm start` beside its data. */
export function running(): { url: string; databaseUrl: string } {
  return JSON.parse(readFileSync(path.join(DATA_DIR, "running.json"), "utf8")) as { url: string; databaseUrl: string };
}

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
/** Dark and wide is light and wide in other colours. */
const LOOKS = [
  { width: 1440, colorScheme: "light", look: (axe: AxeBuilder) => axe.withTags(WCAG) },
  { width: 1440, colorScheme: "dark", look: (axe: AxeBuilder) => axe.withRules(["color-contrast"]) },
  { width: 390, colorScheme: "dark", look: (axe: AxeBuilder) => axe.withTags(WCAG) },
] as const;

/**
 * Shows a page light and wide, dark and wide, dark and narrow: axe finds nothing (WCAG 2.2 AA); narrow or wide, nothing scrolls sideways; and the page
 * throws no error. One load serves all, for theme and width follow the browser. Light and narrow has no colour and no order that these do not have.
 * `within`: what axe looks at, of a page that it has seen already.
 */
export async function expectAccessible(page: Page, show: () => Promise<unknown>, within = "html"): Promise<void> {
  // axe looks at each cell of a heat map, three times.
  test.slow();
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(String(error)));
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await show();
  for (const { width, colorScheme, look } of LOOKS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expect(page.locator("html.dark")).toHaveCount(colorScheme === "dark" ? 1 : 0);
    // There are no frames to put together, and what passes is not listed: the other way takes three times as long.
    const axe = new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).setLegacyMode().include(within);
    const { violations } = await look(axe).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
    expect(found, `${page.url()}, ${colorScheme}, ${width} px`).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, `${page.url()} does not scroll sideways at ${width} px`).toBeLessThanOrEqual(0);
  }
  expect(errors).toEqual([]);
}

/** A page is there when it has a heading and loads nothing any more. */
export async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible({ timeout: 20_000 });
  await expect(page.getByRole("status", { name: /loading/i })).toHaveCount(0, { timeout: 20_000 });
}
