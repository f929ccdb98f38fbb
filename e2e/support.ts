import { readFileSync } from "node:fs";
import path from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { type APIRequestContext, test as base, expect, type Page, type Request } from "@playwright/test";
import type { ModelDetail } from "#core/contracts/models.ts";

export const DATA_DIR = process.env.TIDEMARK_E2E_DATA_DIR ?? "";
export const KEY = process.env.TIDEMARK_E2E_KEY ?? "";
/** The signed-in browser that the first test leaves for the others. */
export const SESSION = path.join(DATA_DIR, "browser-session.json");
export const SAMPLE = "bank-marketing";
export const SAMPLE_RECORDS = 45_211;

const authorization = { authorization: `Bearer ${KEY}` };
/** What only takes time (a page's first answer, a worker's turn) gets it: a busy machine is no fault. */
const PATIENT = { timeout: 60_000 };

/**
 * A test whose page, once it has gone somewhere, waits until the browser has taken it over: before that, a click on what the server drew goes nowhere
 * and keys are heard by nobody. No person is that fast.
 */
export const test = base.extend({
  page: async ({ page }, use) => {
    const [goto, reload] = [page.goto.bind(page), page.reload.bind(page)];
    const isTakenOver = () => expect(page.locator("main[aria-busy=true]")).toHaveCount(0, PATIENT);
    page.goto = async (...args) => {
      const response = await goto(...args);
      await isTakenOver();
      return response;
    };
    page.reload = async (...args) => {
      const response = await reload(...args);
      await isTakenOver();
      return response;
    };
    await use(page);
  },
});

/** GET of the API with the tests' key. */
export async function get<T>(request: APIRequestContext, url: string): Promise<T> {
  const response = await request.get(url, { headers: authorization });
  expect(response.status(), `${url} answered ${await response.text()}`).toBe(200);
  return (await response.json()) as T;
}

/** GET of what a worker computes: asks until it is there. */
export async function getComputed<T>(request: APIRequestContext, url: string): Promise<T> {
  const status = async () => (await request.get(url, { headers: authorization })).status();
  await expect.poll(status, { message: `${url} is computed`, ...PATIENT }).not.toBe(202);
  return get<T>(request, url);
}

/** All that a model was sent is counted against its reference. */
export async function counted(request: APIRequestContext, model: string): Promise<void> {
  const isCounted = async () => {
    const { reference, health } = await get<ModelDetail>(request, `/api/v1/models/${model}`);
    return reference?.status === "ready" && health.waiting === 0;
  };
  await expect.poll(isCounted, { message: `${model} is counted against its reference`, timeout: 120_000 }).toBe(true);
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
  const underWay = watchQuestions(page);
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await show();
  for (const { width, colorScheme, look } of LOOKS) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expect(page.locator("html.dark")).toHaveCount(colorScheme === "dark" ? 1 : 0);
    await settled(page);
    await expect.poll(() => underWay.size, { message: "all questions are answered" }).toBe(0);
    const found = await inStillness(page, async () => {
      // axe stays in the page: to send its megabyte again is a good part of a look.
      const isThere = await page.evaluate(() => "axe" in window);
      // There are no frames to put together, and what passes is not listed: the other way takes three times as long.
      const axe = new AxeBuilder({ page, ...(isThere && { axeSource: ";" }) }).options({ resultTypes: ["violations"] }).setLegacyMode();
      const { violations } = await look(axe.include(within)).analyze();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(" ")).join(", ")}`);
    });
    expect(found, `${page.url()}, ${colorScheme}, ${width} px`).toEqual([]);
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    await expect.poll(overflow, { message: `${page.url()} does not scroll sideways at ${width} px` }).toBeLessThanOrEqual(0);
  }
  expect(errors).toEqual([]);
}

const QUESTION = "**/api/**";

/** The questions to the API that have no answer yet. */
function watchQuestions(page: Page): Set<Request> {
  const underWay = new Set<Request>();
  page.on("request", (request) => new URL(request.url()).pathname.startsWith("/api/") && underWay.add(request));
  page.on("requestfinished", (request) => underWay.delete(request));
  page.on("requestfailed", (request) => underWay.delete(request));
  return underWay;
}

/** What pages ask for again by themselves is answered after the look: axe remembers nodes and colours from rule to rule, and they must not change. */
async function inStillness<T>(page: Page, look: () => Promise<T>): Promise<T> {
  const end = Promise.withResolvers<void>();
  await page.route(QUESTION, async (route) => {
    await end.promise;
    // Its page may have given it up.
    await route.fallback().catch(() => {});
  });
  try {
    return await look();
  } finally {
    end.resolve();
    await page.unroute(QUESTION);
  }
}

/** Nothing loads, no worker is being waited for, nothing old is shown in pale, and no grey shape stands where something will be. */
async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("status", { name: /^(loading|reading)/i })).toHaveCount(0, PATIENT);
  await expect(page.getByRole("status").filter({ hasText: /It comes by itself|It takes longer than usual/ })).toHaveCount(0, PATIENT);
  await expect(page.locator("[aria-busy=true], .animate-shimmer")).toHaveCount(0, PATIENT);
}

/** A page is there when it has a heading and loads nothing any more. */
export async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible(PATIENT);
  await expect(page.getByRole("status", { name: /loading/i })).toHaveCount(0, PATIENT);
}

/** Keys that mean something one after the other, as fast as a hand is: a slow page does not come between them. */
export async function pressTogether(page: Page, ...keys: string[]): Promise<void> {
  await Promise.all(keys.map((key) => page.keyboard.press(key)));
}
