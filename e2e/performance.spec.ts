// How right was the model? Realised on late labels, estimated where they are still to come, with what each figure rests on.
import { expect, type Page } from "@playwright/test";
import type { DetectorsAnswer } from "#core/contracts/detectors.ts";
import type { PerformanceAnswer } from "#core/contracts/performance.ts";
import type { VerdictAnswer } from "#core/contracts/verdict.ts";
import { expectAccessible, get, getComputed, pressTogether, SAMPLE, SESSION, test } from "./support.ts";

test.use({ storageState: SESSION });

const PAGE = `/models/${SAMPLE}/performance`;
const WINDOW = "from=now-3y&to=now";

async function open(page: Page, query = WINDOW): Promise<void> {
  await page.goto(`${PAGE}?${query}`);
  await expect(page.getByRole("heading", { name: /over time$/ })).toBeVisible();
}

test("the page shows the accuracy that the API answers, its coverage, and an estimate beside it", async ({ page, request }) => {
  const answer = await get<PerformanceAnswer>(request, `/api/v1/models/${SAMPLE}/performance?${WINDOW}`);
  const accuracy = answer.metrics.find(({ id }) => id === "accuracy");
  expect(accuracy?.value).not.toBeNull();
  await open(page);
  const head = page.getByRole("region", { name: "Performance of the window" });
  await expect(head).toContainText(`${((accuracy?.value ?? 0) * 100).toFixed(1)}%`);
  await expect(head).toContainText("Label coverage");
  await expect(head).toContainText("Complete until");
  const row = page.getByRole("row", { name: /^Explain AUC|^AUC/ });
  await expect(row).toContainText("DeLong");
});

test("every chart has a table with the same numbers and a sentence", async ({ page }) => {
  await open(page);
  for (const name of ["Accuracy over time", "Confusion matrix", "Reliability", "ROC curve", "Precision and recall"]) {
    const chart = page.getByRole("region", { name, exact: true }).first();
    await expect(chart, name).toBeVisible();
    await chart.getByRole("button", { name: "Table" }).click();
    await expect(chart.getByRole("row").nth(1), `${name} as a table`).toBeVisible();
  }
});

test("metric and step are in the address, and a reload shows the same", async ({ page }) => {
  await open(page);
  await page.getByRole("combobox", { name: "Metric" }).click();
  await page.getByRole("option", { name: "MCC" }).click();
  await expect(page).toHaveURL(/metric=mcc/);
  await expect(page.getByRole("heading", { name: "MCC over time" })).toBeVisible();
  await page.getByRole("combobox", { name: "Step" }).click();
  await page.getByRole("option", { name: "By month", exact: true }).click();
  await expect(page).toHaveURL(/step=month/);
  await page.reload();
  await expect(page.getByRole("heading", { name: "MCC over time" })).toBeVisible();
  const chart = page.getByRole("region", { name: "MCC over time" }).first();
  await chart.getByRole("button", { name: "Table" }).click();
  const counted = chart.getByRole("row").filter({ hasText: "complete" }).first();
  await expect(counted.getByRole("cell").nth(1)).toHaveText(/^[−\d]/);
});

test("it says whether data or concept drift, with the numbers of each part", async ({ page, request }) => {
  const answer = await getComputed<VerdictAnswer>(request, `/api/v1/models/${SAMPLE}/verdict?${WINDOW}`);
  await open(page);
  const card = page.getByRole("region", { name: "Data drift or concept drift" });
  await expect(card).toContainText(answer.headline);
  await card.getByText("What was looked at").click();
  await expect(card.getByRole("region", { name: "What was looked at" }).getByRole("row")).toHaveCount(answer.parts.length + 1);
});

test("streaming detectors: what they called on the chart, in its table and in their card", async ({ page, request }) => {
  const answer = await get<DetectorsAnswer>(request, `/api/v1/models/${SAMPLE}/detectors?${WINDOW}`);
  const adwin = answer.detectors.find(({ id }) => id === "adwin");
  expect(adwin?.drifts).toBeGreaterThan(0);
  await open(page);
  const card = page.getByRole("region", { name: "Streaming detectors" });
  const row = card.getByRole("row", { name: /^ADWIN/ });
  await expect(row).toContainText(`${adwin?.drifts} drifts`);
  await expect(row).toContainText(/in \d+ of 50 shuffled streams/, { timeout: 60_000 });
  const chart = page.getByRole("region", { name: "Accuracy over time", exact: true }).first();
  await expect(chart).toContainText(`ADWIN ${adwin?.drifts}`);
  await chart.getByRole("button", { name: "ADWIN" }).click();
  await expect(chart).not.toContainText(`ADWIN ${adwin?.drifts}`);
  await expect(page).toHaveURL(/detectors=ddm,page_hinkley/);
  await chart.getByRole("button", { name: "Table" }).click();
  const called = chart.getByRole("region", { name: "What the streaming detectors called" });
  await expect(called.getByRole("row").filter({ hasText: "ADWIN" })).toHaveCount(adwin?.drifts ?? 0);
});

test("a metric opens: formula, sampling error, what the estimate supposes", async ({ page }) => {
  await open(page);
  await page.getByRole("button", { name: "Explain Accuracy" }).click();
  const sheet = page.getByRole("dialog");
  await expect(sheet).toContainText("right / labelled");
  await expect(sheet).toContainText("Wilson");
  await expect(page).toHaveURL(/explain=accuracy/);
  await page.keyboard.press("Escape");
  await expect(sheet).toBeHidden();
});

test("the page is reached by its tab and by keys, and a window without predictions says so", async ({ page }) => {
  await page.goto(`/models/${SAMPLE}/drift`);
  await page.getByRole("link", { name: "Performance", exact: true }).click();
  await expect(page).toHaveURL(/\/performance/);
  await page.goto(`/models/${SAMPLE}/records`);
  await expect(page.getByRole("link", { name: "Performance", exact: true })).toBeVisible();
  await expect(page.getByRole("status", { name: /loading/i })).toHaveCount(0);
  await pressTogether(page, "g", "p");
  await expect(page).toHaveURL(/\/performance/);
  await page.goto(`${PAGE}?from=2020-01-01&to=2020-02-01`);
  await expect(page.getByText("No predictions in this window")).toBeVisible();
  await expect(page.getByRole("button", { name: "Show all data" })).toBeVisible();
});

for (const [name, query, within] of [
  ["the page", WINDOW, "html"],
  ["a metric that is opened", `${WINDOW}&explain=auc`, "[role=dialog]"],
] as const) {
  test(`axe finds nothing on ${name}, and nothing scrolls sideways`, async ({ page }) => {
    const show = async () => {
      await page.goto(`${PAGE}?${query}`);
      await expect(page.getByText("Metrics of the window").first()).toBeVisible();
      await expect(page.locator(within)).toBeVisible();
    };
    await expectAccessible(page, show, within);
  });
}
