// What did the model say, and what did people do with it? Distributions against the reference, and feedback joined whenever it comes.
import { expect } from "@playwright/test";
import type { OutputsAnswer } from "#core/contracts/outputs.ts";
import { expectAccessible, get, ingest, SAMPLE, SESSION, test } from "./support.ts";

test.use({ storageState: SESSION });

const WINDOW = "from=now-1y&to=now";

test("the bank sample shows its classes over time and how far its scores have drifted", async ({ page, request }) => {
  const answer = await get<OutputsAnswer>(request, `/api/v1/models/${SAMPLE}/outputs?${WINDOW}`);
  const score = answer.drift.find(({ role }) => role === "score");
  expect(score?.verdict).toBe("drift");
  await page.goto(`/models/${SAMPLE}/outputs?${WINDOW}`);
  const classes = page.getByRole("region", { name: "Predictions over time" }).first();
  await expect(classes).toBeVisible();
  await classes.getByRole("button", { name: "Table" }).click();
  const reference = classes.getByRole("row", { name: /^Reference/ });
  for (const { reference_share } of answer.drift[0]!.groups)
    await expect(reference).toContainText(`${(100 * reference_share!).toFixed(1)}%`);
  const scores = page.getByRole("region", { name: `Distribution of ${score?.name}` }).first();
  await expect(scores).toContainText("Drift");
  await expect(scores).toContainText("PSI");
  // It has no feedback: the page says how to send some.
  await expect(page.getByText("No feedback yet")).toBeVisible();
  await expect(page.getByText('"feedback":{"clicked":true')).toBeVisible();
  await expectAccessible(page, async () => {});
});

test("feedback that comes late makes the click-through rate of its predictions, and a changed mind changes it", async ({
  page,
  request,
}) => {
  const model = `outputs-${Date.now()}`;
  const ts = Date.now() - 3 * 86_400_000;
  const record = (i: number, fields: object) =>
    JSON.stringify({ id: `o-${i}`, model, ts: new Date(ts + i * 60_000).toISOString(), ...fields });
  const send = async (lines: string[]) => {
    const response = await ingest(request, lines.join("\n"));
    expect(await response.json()).toMatchObject({ accepted: lines.length, rejected: 0 });
  };
  const clicks = async () => {
    const answer = await get<OutputsAnswer>(request, `/api/v1/models/${model}/outputs?from=now-7d`);
    return answer.metrics.find(({ id }) => id === "click_through")?.hits ?? null;
  };
  await send(
    Array.from({ length: 20 }, (_, i) =>
      record(i, { version: i % 2 ? "b" : "a", prediction: i % 4 ? "answer" : "search", score: 0.5 + i / 50 }),
    ),
  );
  // Days later, under the id alone: no version, a time of its own.
  const later = (i: number, clicked: boolean | null) => JSON.stringify({ id: `o-${i}`, model, feedback: { clicked } });
  await send([0, 1, 2, 3, 4, 5].map((i) => later(i, i < 5)));
  await expect.poll(clicks, { timeout: 60_000 }).toBe(5);
  await page.goto(`/models/${model}/outputs?from=now-7d`);
  const card = page.getByRole("button", { name: /Click-through/ });
  await expect(card).toContainText("25.0%");
  await expect(card).toContainText("5 of 20");
  await page.getByRole("radio", { name: "Only predictions with an answer are counted" }).click();
  await expect(page).toHaveURL(/silence=unknown/);
  await expect(card).toContainText("5 of 6");
  // The same day: one takes the click back, another turns it into a no.
  await send([later(0, null), later(1, false)]);
  await expect.poll(clicks, { timeout: 60_000 }).toBe(3);
  await page.reload();
  await expect(card).toContainText("3 of 5");
  const versions = page.getByRole("region", { name: "Outputs by version" });
  await expect(versions.getByRole("columnheader", { name: "Version a" })).toBeVisible();
  await expect(versions.getByRole("row", { name: /^Click-through/ })).toContainText("33.3%");
});
