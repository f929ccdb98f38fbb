import { tableFromIPC } from "apache-arrow";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Cell, type LoggedRecord, RECORD_KINDS } from "../records/types.ts";
import { openSegment } from "./decode.ts";
import { encodeSegment } from "./encode.ts";

const name = fc.oneof(
  fc.constantFrom("age", "plan", "id", "ts", "kind", "version", "_cells", "_extra", "toString", "hasOwnProperty", "été", "a.b", "数"),
  fc.string({ unit: "grapheme", maxLength: 12 }).map((s) => s.normalize("NFC")),
);
const value: fc.Arbitrary<Pick<Cell, "value" | "image">> = fc.oneof(
  { weight: 4, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }).map((v) => ({ value: v })) },
  { weight: 4, arbitrary: fc.string({ unit: "grapheme", maxLength: 20 }).map((v) => ({ value: v.toWellFormed() })) },
  { weight: 2, arbitrary: fc.constantFrom("", "pro", "free", "x".repeat(300)).map((v) => ({ value: v })) },
  fc.boolean().map((v) => ({ value: v })),
  fc.constantFrom(null, 0, -0, 5e-324, 1.7976931348623157e308).map((v) => ({ value: v })),
  fc.constantFrom("9007199254740993", "1e999", "-123456789012345678901234567890").map((raw) => ({ value: { raw } })),
  fc.json().map((json) => ({ value: { json } })),
  fc.constant({ value: "data:image/png;base64,AAAA", image: true }),
);
const record: fc.Arbitrary<LoggedRecord> = fc.record({
  index: fc.constant(0),
  id: fc.string({ unit: "grapheme", minLength: 1, maxLength: 20 }).map((s) => s.toWellFormed()),
  idIsMade: fc.boolean(),
  kind: fc.constantFrom(...RECORD_KINDS),
  ts: fc.integer({ min: -2_208_988_800_000, max: 4_102_444_800_000 }),
  tsIsDefaulted: fc.boolean(),
  model: fc.constant("churn"),
  version: fc.constantFrom("", "1", "2", "ü"),
  cells: fc
    .dictionary(name, value, { maxKeys: 8 })
    .map((cells) => Object.entries(cells).map(([column, cell]): Cell => ({ column, role: "input", ...cell }))),
  extra: fc.dictionary(fc.string({ maxLength: 5 }), fc.json(), { maxKeys: 2 }).map((d) => new Map(Object.entries(d))),
  correction: fc.boolean(),
});

const comparable = (records: readonly LoggedRecord[]) =>
  records.map((r) => ({ ...r, index: 0, extra: [...r.extra], cells: [...r.cells].sort((a, b) => (a.column < b.column ? -1 : 1)) }));

const cells = (...list: [string, Cell["value"], boolean?][]): LoggedRecord => ({
  index: 0,
  id: "r",
  idIsMade: false,
  kind: "prediction",
  ts: 1_795_000_000_123,
  tsIsDefaulted: false,
  model: "m",
  version: "",
  cells: list.map(([column, value, image]) => ({ column, role: "input", value, ...(image ? { image } : {}) })),
  extra: new Map(),
  correction: false,
});

describe("a segment", () => {
  it("gives back every record exactly as it went in", { timeout: 60_000 }, () => {
    fc.assert(
      fc.property(fc.array(record, { maxLength: 30 }), (records) => {
        expect(comparable(openSegment(encodeSegment(records)).toRecords())).toEqual(comparable(records));
      }),
      { numRuns: 150 },
    );
  });

  it("keeps minus zero, absent, null and empty apart", () => {
    const back = openSegment(encodeSegment([cells(["a", -0]), cells(["a", null]), cells(), cells(["a", ""]), cells(["a", 1])])).toRecords();
    expect(back.map((r) => r.cells[0]?.value)).toEqual([-0, null, undefined, "", 1]);
    expect(Object.is(back[0]!.cells[0]!.value, -0)).toBe(true);
  });

  it("opens columns for counting: stored, exceptions and empty are disjoint and complete", () => {
    const rows = [cells(["a", 1]), cells(["a", "one"]), cells(["a", null]), cells(), cells(["a", { raw: "1e999" }]), cells(["a", 2])];
    const column = openSegment(encodeSegment(rows)).column("a")!;
    expect(column.storage).toBe("number");
    expect([...column.valid]).toEqual([1, 0, 0, 0, 0, 1]);
    expect([column.numbers[0], column.numbers[5]]).toEqual([1, 2]);
    expect(column.exceptions).toEqual([
      { row: 1, value: "one", image: false },
      { row: 4, value: { raw: "1e999" }, image: false },
    ]);
  });

  it("gives strings as codes into a dictionary, whether they repeat or not", () => {
    const repeated = openSegment(encodeSegment(["x", "y", "x", "x"].map((v) => cells(["c", v])))).column("c")!;
    expect(repeated.coded).toEqual({ codes: Int32Array.of(0, 1, 0, 0), dictionary: ["x", "y"] });
    const distinct = openSegment(encodeSegment([cells(["c", "x"]), cells(), cells(["c", "z"])])).column("c")!;
    expect([...distinct.coded.codes].map((code) => distinct.coded.dictionary[code])).toEqual(["x", undefined, "z"]);
  });

  it("is a plain Arrow stream that other readers understand", () => {
    const table = tableFromIPC(encodeSegment([cells(["age", 41], ["plan", "pro"], ["id", 7]), cells(["age", 42], ["plan", "pro"])]));
    expect(table.schema.fields.map((f) => f.name)).toEqual(
      expect.arrayContaining(["id", "ts", "kind", "version", "age", "plan", "inputs.id"]),
    );
    expect(table.getChild("age")!.toArray()).toEqual(Float64Array.of(41, 42));
    expect(table.getChild("plan")!.get(1)).toBe("pro");
    expect(Number(table.getChild("ts")!.get(0))).toBe(1_795_000_000_123);
  });

  it("opens at any byte offset, and refuses other bytes", () => {
    const bytes = encodeSegment([cells(["a", 1.5])]);
    const shifted = new Uint8Array(bytes.length + 3);
    shifted.set(bytes, 3);
    expect(openSegment(shifted.subarray(3)).column("a")!.numbers[0]).toBe(1.5);
    expect(() => openSegment(new Uint8Array(8))).toThrow();
  });

  it("opens an empty one", () => {
    expect(openSegment(encodeSegment([])).toRecords()).toEqual([]);
  });
});
