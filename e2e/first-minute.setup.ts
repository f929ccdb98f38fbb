// What a newcomer sees first: the printed link signs in, the sample fills up before their eyes, its first drift shows, and nothing is lost
// or counted twice although the worker is killed meanwhile. Leaves the signed-in browser for the other tests.
import { expect } from "@playwright/test";
import pg from "pg";
import { get, running, SAMPLE, SAMPLE_RECORDS, SESSION, test } from "./support.ts";

test.setTimeout(240_000);

test("the printed link signs in and the sample shows its first drift, also when the worker is killed in the middle", async ({
  page,
  request,
}) => {
  await page.goto("/");
  await expect(page, "without a session there is only the sign-in page").toHaveURL(/sign-in/);
  await page.goto(process.env.TIDEMARK_SIGN_IN_LINK ?? "");
  await expect(page.getByRole("heading", { name: "Overview" })).toBeVisible();
  await page.context().storageState({ path: SESSION });

  const row = page.getByRole("row", { name: /Bank marketing calls/ });
  await expect(row).toBeVisible({ timeout: 60_000 });
  await expect(page.getByRole("progressbar").first(), "the load shows its progress").toBeVisible();

  const pool = new pg.Pool({ connectionString: running().databaseUrl, max: 1 });
  const workers = async () =>
    (await pool.query<{ name: string }>("SELECT name FROM heartbeat WHERE name LIKE 'worker:%' ORDER BY seen_at DESC")).rows.map(
      ({ name }) => Number(name.split(":").at(-1)),
    );
  await expect.poll(async () => (await workers()).length, { message: "a worker is there" }).toBeGreaterThan(0);
  const [killed] = await workers();
  process.kill(killed!, "SIGKILL");
  await expect.poll(async () => (await workers())[0], { message: "another worker takes over", timeout: 60_000 }).not.toBe(killed);

  await expect
    .poll(async () => (await get<{ records: number }>(request, `/api/v1/models/${SAMPLE}`)).records, {
      message: "all records arrive",
      timeout: 120_000,
    })
    .toBe(SAMPLE_RECORDS);
  await expect
    .poll(async () => (await get<{ health: { waiting: number } }>(request, `/api/v1/models/${SAMPLE}`)).health.waiting, {
      message: "all are counted",
      timeout: 90_000,
    })
    .toBe(0);
  await expect
    .poll(async () => (await pool.query("SELECT 1 FROM job WHERE kind = 'sample' AND status = 'done'")).rowCount, { timeout: 60_000 })
    .toBe(1);
  await pool.end();

  await page.goto("/?from=now-3y&to=now");
  await expect(row.getByText("Drift", { exact: true }).filter({ visible: true })).toBeVisible();
});

test("a used link does not sign in again, and says where a new one comes from", async ({ browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(process.env.TIDEMARK_SIGN_IN_LINK ?? "");
  await expect(page.getByText("npm run link").first()).toBeVisible();
  await page.goto("/connect");
  await expect(page).toHaveURL(/sign-in/);
  await context.close();
});
