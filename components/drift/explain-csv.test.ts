import { expect, test } from "vitest";
import type { ExplainAnswer } from "#core/contracts/drift.ts";
import { explanationCsv } from "./explain-csv.ts";

const group = { from: null, to: null, reference: 30, current: 1, reference_share: 0.3, current_share: 0.1, contribution: 0.1 + 0.2 };

test("all digits, quoted where needed, and no cell that a spreadsheet would run", () => {
  const answer = {
    column: "plan",
    statistic: "psi",
    groups: [
      { ...group, label: 'a "b", c', kind: "category" },
      { ...group, label: "=HYPERLINK(1)", kind: "category" },
      { ...group, label: "(1, 2]", kind: "range", from: -1.5, to: 2 },
    ],
  } as unknown as ExplainAnswer;
  expect(explanationCsv(answer)).toBe(
    [
      "column,statistic,group,kind,from,to,reference,current,reference_share,current_share,contribution",
      'plan,psi,"a ""b"", c",category,,,30,1,0.3,0.1,0.30000000000000004',
      "plan,psi,'=HYPERLINK(1),category,,,30,1,0.3,0.1,0.30000000000000004",
      'plan,psi,"(1, 2]",range,-1.5,2,30,1,0.3,0.1,0.30000000000000004',
      "",
    ].join("\n"),
  );
});
