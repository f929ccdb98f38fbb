import { describe, expect, it } from "vitest";
import { KINDS } from "./column.ts";
import { derivedColumns, derivedFeature, featuresOf } from "./derived.ts";
import { textFeatures } from "./derived-text.ts";

describe("derivedColumns", () => {
  it("lists exactly what is measured, as numeric columns of the same role", () => {
    const columns = derivedColumns({ name: "message", role: "input", kind: "text" });
    expect(columns.map(({ name }) => name)).toEqual(Object.keys(textFeatures("a")).map((feature) => `message.${feature}`));
    expect(columns[0]).toEqual({ name: "message.length", role: "input", kind: "numeric", unit: "characters", derivedFrom: "message" });
    expect(derivedColumns({ name: "photo", role: "input", kind: "image" }).map(({ name }) => name)).toEqual([
      "photo.width",
      "photo.height",
      "photo.aspect",
    ]);
    for (const kind of KINDS) if (kind !== "text" && kind !== "image") expect(featuresOf(kind)).toEqual([]);
  });
});

describe("derivedFeature", () => {
  it("finds the figure of a full name", () => {
    expect(derivedFeature("message.words", "message")?.of("two words")).toBe(2);
    expect(derivedFeature("message.word_length", "message")?.of("")).toBeNaN();
    expect(derivedFeature("a.b.width", "a.b")).toMatchObject({ image: true, unit: "px" });
    expect(derivedFeature("other.length", "message")).toBeNull();
    expect(derivedFeature("message.nothing", "message")).toBeNull();
  });
});
