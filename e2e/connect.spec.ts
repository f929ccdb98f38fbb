// Someone plugs in a log shipper: paste this, see the first record arrive, or why it was rejected. Then sets a reference from a file.
import { expect } from "@playwright/test";
import { counted, ingest, SESSION, test } from "./support.ts";

test.use({ storageState: SESSION });

const MODEL = "churn";
const lines = (count: number, plan: (i: number) => string) =>
  Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      id: `r-${i}`,
      model: MODEL,
      version: "3",
      inputs: { age: 20 + (i % 50), plan: plan(i) },
      prediction: i % 3 ? "stay" : "leave",
      score: (i % 100) / 100,
    }),
  ).join("\n");

test("a fresh key stands in the snippet, curl's body lands in the live tail, and a bad record says why", async ({ page, request }) => {
  await page.goto("/connect");
  await page.getByRole("button", { name: "Create key" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/name/i).first().fill("My shipper");
  await dialog
    .getByRole("button", { name: /create/i })
    .last()
    .click();
  await expect(dialog).toBeHidden();
  const snippet = page.getByRole("tabpanel", { name: "curl" });
  await expect(snippet, "the fresh key stands in the snippet").toContainText("Bearer tm_");
  const key = /Bearer (tm_\w+)/.exec((await snippet.textContent()) ?? "")?.[1];

  const answer = await request.post("/api/v1/ingest", {
    headers: { authorization: `Bearer ${key}`, "content-type": "application/x-www-form-urlencoded" },
    data: Buffer.from(lines(400, (i) => (i % 2 ? "pro" : "free"))),
  });
  expect(answer.status()).toBe(200);
  expect(await answer.json()).toMatchObject({ accepted: 400, duplicates: 0, rejected: 0 });
  // Other tests send in the meantime, and the tail shows what comes to all.
  const tail = page.getByRole("list", { name: "Requests, newest first" }).getByRole("listitem").filter({ hasText: MODEL });
  await expect(tail.filter({ hasText: /^400 accepted/ })).toBeVisible();

  const bad = await request.post("/api/v1/ingest", {
    headers: { authorization: `Bearer ${key}` },
    data: { id: "bad-1", model: MODEL, ts: "2026-02-30T00:00:00Z", prediction: "stay" },
  });
  expect(bad.status()).toBe(200);
  expect(await bad.json()).toMatchObject({ accepted: 0, rejected: 1, errors: [{ id: "bad-1", pointer: "/ts" }] });
  const refused = page.getByRole("list", { name: "Requests, newest first" }).getByRole("listitem").filter({ hasText: "bad-1" });
  await expect(refused).toContainText("1 rejected");
  await expect(refused).toContainText("/ts");
});

test("a reference is uploaded from a file, and the model is compared with it", async ({ page, request }) => {
  expect(
    (
      await ingest(
        request,
        lines(400, (i) => (i % 2 ? "pro" : "free")),
      )
    ).status(),
  ).toBe(200);
  await page.goto(`/models/${MODEL}/settings`);
  const rows = Array.from(
    { length: 500 },
    (_, i) => `${20 + (i % 50)},${i % 10 ? "pro" : "free"},${i % 3 ? "stay" : "leave"},${(i % 100) / 100}`,
  );
  const csv = ["age,plan,prediction,score", ...rows].join("\n");
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose a file" }).click();
  await (await chooser).setFiles({ name: "train.csv", mimeType: "text/csv", buffer: Buffer.from(csv) });
  await expect(page.getByText(/500 records, in force/)).toBeVisible({ timeout: 60_000 });
  await counted(request, MODEL);

  await page.goto(`/models/${MODEL}/drift`);
  const plan = page.getByRole("region", { name: "Columns, ranked by effect" }).getByRole("row", { name: /^plan/ });
  await expect(plan).toContainText("Drift");
});

test("a file that is no table is refused with the reason and the place", async ({ page, request }) => {
  expect(
    (
      await ingest(
        request,
        lines(10, () => "pro"),
      )
    ).status(),
  ).toBe(200);
  await page.goto(`/models/${MODEL}/settings`);
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Choose a file" }).click();
  await (await chooser).setFiles({ name: "broken.csv", mimeType: "text/csv", buffer: Buffer.from('age,plan\n41,"pro\n42,free\n') });
  await expect(page.getByText(/quote/i).first()).toBeVisible();
});
