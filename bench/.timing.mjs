import pg from "pg";

const q = pg.Client.prototype.query;
const m = new Map();
pg.Client.prototype.query = function (c, ...r) {
  const t = typeof c === "string" ? c : (c?.text ?? "?");
  const k = t.replace(/\s+/g, " ").slice(0, 90);
  const s = performance.now();
  const p = q.call(this, c, ...r);
  p?.then?.(
    () => {
      const e = m.get(k) ?? [0, 0];
      e[0] += performance.now() - s;
      e[1]++;
      m.set(k, e);
    },
    () => {},
  );
  return p;
};
process.on("exit", () => {
  for (const [k, [t, n]] of [...m].sort((a, b) => b[1][0] - a[1][0]).slice(0, 18))
    console.log(t.toFixed(0).padStart(8), String(n).padStart(6), k);
});
